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
        library("VolumeIO", ["CLibTIFF", "VoxelCore", "Yams"]),
        .testTarget(
            name: "VolumeIOTests",
            dependencies: ["VolumeIO", "VoxelCore", .product(name: "Crypto", package: "swift-crypto")],
            resources: [
                .copy("Resources/tiff_valid_digests.json"), .copy("Resources/codecs"), .copy("Resources/jpeg_grey.tif"),
            ], swiftSettings: strict),
    ]
)
