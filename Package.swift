// swift-tools-version: 6.2
import PackageDescription

/// Swift 6 language mode comes with the tools version; warnings are errors for us, never for a dependent.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

func library(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = []
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "simstrip",
    products: [
        .library(name: "SimulatedStripping", targets: ["SimulatedStripping"]),
        .executable(name: "simstrip", targets: ["simstrip"]),
        .executable(name: "simstrip-hdf5", targets: ["simstrip-hdf5"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // Without its default trait it asks for FoundationEssentials only.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CBlosc", pkgConfig: "blosc", providers: [.apt(["libblosc-dev"])]),
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CFreeType", pkgConfig: "freetype2", providers: [.apt(["libfreetype-dev"])]),
        .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
        .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
        .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
        .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibTIFF", pkgConfig: "libtiff-4", providers: [.apt(["libtiff-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CRename"),
        .systemLibrary(name: "CSpawn"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        library("VoxelCore", ["Yams"]),
        .target(name: "CMedian"),
        library("VoxelKernels", ["CMedian", "VoxelCore"]),
        library(
            "VolumeIO",
            [
                "CBlosc", "CDeflate", "CLZ4", "CLZMA", "CLibCrypto", "CLibTIFF", "CSpawn", "CZlib", "CZstd",
                "VoxelCore", "Yams",
            ]),
        library("Segmentation", ["VoxelCore", "VoxelKernels"]),
        library("MapMeasures", ["VoxelCore", "VoxelKernels"]),
        library("Stripping", ["MapMeasures", "VoxelCore", "VoxelKernels"]),
        library("Phantom", ["VoxelCore"]),
        library("Registration", ["VoxelCore", "VoxelKernels"]),
        library("Options", ["Segmentation", "VolumeIO", "VoxelCore", "Yams"]),
        library("Publishing", ["CRename", "VoxelCore"]),
        library(
            "Results", ["Registration", "Segmentation", "Stripping", "VolumeIO", "VoxelCore", "VoxelKernels"],
            resources: [.embedInCode("Schema/simstrip.schema.json")]),
        library(
            "Drawings", ["CFreeType", "CZlib", "VoxelCore"], exclude: ["Fonts/LICENSE"],
            resources: [.embedInCode("Fonts/DejaVuSans.ttf")]),
        library(
            "Report", ["Drawings", "Options", "Registration", "Results", "Segmentation", "Stripping", "VoxelCore"],
            resources: [
                .embedInCode("Page/page.css"), .embedInCode("Page/map.js"), .embedInCode("Page/report.js"),
                .embedInCode("Page/cuts.js"), .embedInCode("Page/space.js"), .embedInCode("Page/take.js"),
                .embedInCode("Page/compare.js"), .embedInCode("Page/batch.js"),
            ]),
        library(
            "Exports",
            [
                "Drawings", "MapMeasures", "Phantom", "Publishing", "Report", "Results", "Segmentation", "Stripping",
                "VolumeIO", "VoxelCore",
            ]),
        library(
            "Analysis",
            [
                "Exports", "Options", "Publishing", "Registration", "Report", "Results", "Segmentation", "Stripping",
                "VolumeIO", "VoxelCore", "VoxelKernels",
            ]),
        library(
            "Batching",
            [
                "Analysis", "Exports", "Options", "Publishing", "Report", "Results", "VolumeIO", "VoxelCore", "Yams",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
        library(
            "SimulatedStripping",
            [
                "Analysis", "Exports", "MapMeasures", "Options", "Phantom", "Results", "Segmentation", "Stripping",
                "VolumeIO", "VoxelCore",
            ]),
        .executableTarget(
            name: "simstrip",
            dependencies: [
                "Analysis", "Batching", "CMalloc", "Exports", "Options", "Phantom", "Publishing", "Results", "VolumeIO",
                "VoxelCore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict,
            // What the loader has resolved is read-only from then on.
            linkerSettings: [.unsafeFlags(["-Xlinker", "-z", "-Xlinker", "now"], .when(platforms: [.linux]))]),
        .executableTarget(name: "simstrip-hdf5", dependencies: ["CHDF5"]),
        .executableTarget(
            name: "truth-table",
            dependencies: [
                "Analysis", "Exports", "Options", "Phantom", "Publishing", "Results", "Segmentation", "Stripping",
                "TestSupport", "VolumeIO", "VoxelCore",
            ],
            path: "Tests/Truth", exclude: ["bank.csv"], swiftSettings: strict),
        .executableTarget(
            name: "kernel-bench",
            dependencies: ["CLibTIFF", "Segmentation", "TestSupport", "VolumeIO", "VoxelCore", "VoxelKernels"],
            path: "Tests/Bench",
            exclude: ["bench.py", "formats.py", "instructions.sh", "instructions.txt", "timing.py"],
            swiftSettings: strict),
        .target(
            name: "TestSupport", dependencies: ["Options", "Segmentation", "Stripping", "VolumeIO", "VoxelCore"],
            path: "Tests/TestSupport"),
        tests("VoxelCoreTests", ["TestSupport", "VoxelCore"]),
        tests("VoxelKernelsTests", ["TestSupport", "VoxelCore", "VoxelKernels"]),
        .testTarget(
            name: "VolumeIOTests",
            // simstrip-hdf5 has to lie beside the tests.
            dependencies: ["TestSupport", "VolumeIO", "VoxelCore", "simstrip-hdf5"],
            resources: [
                .copy("Resources/tiff_valid_digests.json"), .copy("Resources/codecs"), .copy("Resources/headers"),
                .copy("Resources/hdf5"), .copy("Resources/jpeg_grey.tif"), .copy("Resources/zarr"),
            ], swiftSettings: strict),
        tests(
            "SegmentationTests",
            [
                "Analysis", "Options", "Phantom", "Results", "Segmentation", "Stripping", "TestSupport", "VolumeIO",
                "VoxelCore", "VoxelKernels",
            ]),
        tests("StrippingTests", ["Phantom", "Segmentation", "Stripping", "TestSupport", "VoxelCore", "VoxelKernels"]),
        tests("MapMeasuresTests", ["MapMeasures", "TestSupport", "VoxelCore", "VoxelKernels"]),
        tests("RegistrationTests", ["Phantom", "Registration", "TestSupport", "VolumeIO", "VoxelCore"]),
        tests("OptionsTests", ["Options", "Segmentation", "TestSupport", "VoxelCore"]),
        tests("PublishingTests", ["Exports", "Phantom", "Publishing", "Results", "TestSupport", "VoxelCore"]),
        tests("ExportsTests", ["Drawings", "Exports", "Report", "Results", "Stripping", "TestSupport", "VoxelCore"]),
        tests("DrawingsTests", ["CZlib", "Drawings", "VoxelCore"]),
        tests("PhantomTests", ["Phantom", "VoxelCore"]),
        tests(
            "AnalysisTests",
            [
                "Analysis", "CZlib", "Exports", "MapMeasures", "Options", "Phantom", "Publishing", "Registration",
                "Report", "Results", "Stripping", "TestSupport", "VolumeIO", "VoxelCore", "Yams",
            ]),
        tests(
            "BatchingTests",
            [
                "Analysis", "Batching", "Exports", "Options", "Phantom", "Publishing", "Results", "TestSupport",
                "VoxelCore",
            ]),
        tests("CommandTests", ["Options", "TestSupport", "VolumeIO", "VoxelCore", "simstrip", "simstrip-hdf5"]),
    ]
)
