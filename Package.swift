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
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // Without its default trait it asks for FoundationEssentials only.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibTIFF", pkgConfig: "libtiff-4", providers: [.apt(["libtiff-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        library("VoxelCore"),
        .target(name: "CMedian"),
        library("VoxelKernels", ["CMedian", "VoxelCore"]),
        library("VolumeIO", ["CLibCrypto", "CLibTIFF", "VoxelCore", "Yams"]),
        library("Segmentation", ["VoxelCore", "VoxelKernels"]),
        library("Stripping", ["Segmentation", "VoxelCore", "VoxelKernels"]),
        library(
            "Reporting", ["CZlib", "Phantom", "Segmentation", "Stripping", "VolumeIO", "VoxelCore", "VoxelKernels"]),
        library(
            "Analysis",
            [
                "Reporting", "Segmentation", "Stripping", "VolumeIO", "VoxelCore", "VoxelKernels", "Yams",
            ]),
        library(
            "Batching",
            [
                "Analysis", "Reporting", "VolumeIO", "VoxelCore", "Yams",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
        library(
            "SimulatedStripping",
            [
                "Analysis", "Batching", "Phantom", "Reporting", "Segmentation", "Stripping", "VolumeIO", "VoxelCore",
                "VoxelKernels",
            ]),
        .executableTarget(
            name: "simstrip",
            dependencies: [
                // Named beside the umbrella, so that a change in any of them builds the command anew.
                "SimulatedStripping", "Analysis", "Batching", "Phantom", "Reporting", "Segmentation", "Stripping",
                "VolumeIO", "VoxelCore", "VoxelKernels",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        library("Phantom", ["VoxelCore"]),
        .executableTarget(
            name: "truth-table",
            dependencies: ["Phantom", "Segmentation", "Stripping", "VoxelCore", "VoxelKernels"],
            path: "Tests/Truth", swiftSettings: strict),
        .executableTarget(
            name: "kernel-bench",
            dependencies: ["CLibTIFF", "Segmentation", "TestSupport", "VolumeIO", "VoxelCore", "VoxelKernels"],
            path: "Tests/Bench", exclude: ["bench.py", "instructions.sh", "instructions.txt"], swiftSettings: strict),
        .target(name: "TestSupport", dependencies: ["VolumeIO", "VoxelCore"], path: "Tests/TestSupport"),
        tests("VoxelCoreTests", ["VoxelCore"]),
        tests("VoxelKernelsTests", ["TestSupport", "VoxelCore", "VoxelKernels"]),
        .testTarget(
            name: "VolumeIOTests",
            dependencies: ["VolumeIO", "VoxelCore"],
            resources: [
                .copy("Resources/tiff_valid_digests.json"), .copy("Resources/codecs"), .copy("Resources/jpeg_grey.tif"),
            ], swiftSettings: strict),
        tests(
            "SegmentationTests",
            ["Phantom", "Segmentation", "Stripping", "TestSupport", "VoxelCore", "VoxelKernels"]),
        tests("StrippingTests", ["Phantom", "Segmentation", "Stripping", "TestSupport", "VoxelCore", "VoxelKernels"]),
        tests("ReportingTests", ["Reporting", "Segmentation", "Stripping", "TestSupport", "VoxelCore"]),
        tests("PhantomTests", ["Phantom", "VoxelCore"]),
        tests(
            "AnalysisTests",
            ["Analysis", "Phantom", "Reporting", "Segmentation", "Stripping", "TestSupport", "VolumeIO", "VoxelCore"]),
        tests(
            "BatchingTests", ["Analysis", "Batching", "Phantom", "Reporting", "TestSupport", "VolumeIO", "VoxelCore"]),
        tests("CommandTests", ["TestSupport", "VolumeIO", "VoxelCore", "simstrip"]),
    ]
)
