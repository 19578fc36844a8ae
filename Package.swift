// swift-tools-version: 6.2
import PackageDescription

/// Swift 6 language mode comes with the tools version; warnings are errors for us, never for a dependent.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "simstrip",
    products: [
        .library(name: "SimulatedStripping", targets: ["SimulatedStripping"]),
        .executable(name: "simstrip", targets: ["simstrip"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibTIFF", pkgConfig: "libtiff-4", providers: [.apt(["libtiff-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        library("VoxelCore"),
        library("VoxelKernels", ["VoxelCore"]),
        library("VolumeIO", ["CLibTIFF", "VoxelCore"]),
        library("Segmentation", ["VoxelCore", "VoxelKernels"]),
        library("Stripping", ["Segmentation", "VoxelCore", "VoxelKernels"]),
        library(
            "Reporting", ["CZlib", "Phantom", "Segmentation", "Stripping", "VolumeIO", "VoxelCore", "VoxelKernels"]),
        library(
            "Analysis",
            [
                "Reporting", "Segmentation", "Stripping", "VolumeIO", "VoxelCore", "VoxelKernels",
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "Yams", package: "Yams"),
            ]),
        library(
            "SimulatedStripping",
            [
                "Analysis", "Phantom", "Reporting", "Segmentation", "Stripping", "VolumeIO", "VoxelCore",
                "VoxelKernels",
            ]),
        .executableTarget(
            name: "simstrip",
            dependencies: [
                "SimulatedStripping", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        tests("VolumeIOTests", ["VolumeIO", "VoxelCore"]),
        library("Phantom", ["VoxelCore"]),
        .executableTarget(
            name: "truth-table",
            dependencies: ["Phantom", "Segmentation", "Stripping", "VoxelCore", "VoxelKernels"],
            path: "Tests/Truth", swiftSettings: strict),
        tests("SegmentationTests", ["Phantom", "Segmentation", "Stripping", "VoxelCore", "VoxelKernels"]),
        tests("PhantomTests", ["Phantom", "VoxelCore"]),
    ]
)
