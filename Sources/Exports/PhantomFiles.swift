import FoundationEssentials
import Phantom
import Publishing
import VolumeIO
import VoxelCore

extension FolderContent {
    /// What a folder of a phantom holds.
    package static let phantom = FolderContent(
        seal: PhantomFile.curve, folders: [PhantomFile.volume], isName: PhantomFile.mayBe, list: PhantomFile.all)
}

private enum PhantomFile {
    static let labels = "truth_labels.tif"
    static let interface = "truth_interface.tif"
    static let firstNa = "truth_first_na_layer.tif"
    static let curve = "truth_curve.csv"
    static let curveHeader = "layers_removed,na_coverage"
    static let volume = "volume"
    static let truths = [labels, interface, firstNa, curve]

    static func slice(_ slice: Int) -> String {
        "\(volume)/slice_\(zeroPadded(slice, 4)).tif"
    }

    static func mayBe(_ path: String) -> Bool {
        truths.contains(path) || path.hasPrefix("\(volume)/slice_") && path.hasSuffix(".tif")
    }

    /// The files of the phantom in a folder: the header of its curve says that it is one, its labels how many slices it has.
    static func all(in folder: String) -> [String]? {
        guard let curve = RegularFile.contents("\(folder)/\(curve)"),
            curve.starts(with: Array((curveHeader + "\n").utf8)),
            let labels = try? Volume.open("\(folder)/\(labels)")
        else { return nil }
        return truths + (0..<labels.shape.slices).map(slice)
    }
}

extension Phantom {
    /// Writes the phantom as a folder of slices with its truth beside it.
    ///
    /// - `volume/slice_0000.tif` …: the grey values.
    /// - `truth_labels.tif`: every voxel's `truthCode`.
    /// - `truth_interface.tif`, `truth_first_na_layer.tif`: h and first_na, as simstrip writes its own.
    /// - `truth_curve.csv`: Na coverage, layers following the surface.
    ///
    /// - Parameters:
    ///   - folder: where.
    ///   - voxelSize: written into the TIFFs; nil writes none.
    ///   - layers: of the first-Na map and the curve.
    ///   - threads: at most this many.
    ///   - progress: told after every slice.
    /// - Throws: `SimstripError` of kind `usage` where the electrode has fewer layers, of kind `output`.
    package func write(
        into folder: OutputFolder, voxelSize: VoxelSize?, layers: Int, threads: Int, progress: ProgressHandler?
    ) throws {
        guard layers <= completeLayers else {
            throw SimstripError.usage(
                "--layers is \(layers), but every column of this phantom has only \(completeLayers); ask for fewer, or"
                    + " for a --shape with a longer stripping axis")
        }
        try writeSlices(into: folder, voxelSize: voxelSize, threads: threads, progress: progress)
        try writeLabels(into: folder, voxelSize: voxelSize)
        let pixel = voxelSize?.ofMap(across: recipe.axis)
        try folder.write(to: PhantomFile.interface) { try TIFFImage.write(interface, to: $0, voxelSize: pixel) }
        let firstNa = firstNaLayer(layers: layers)
        try folder.write(to: PhantomFile.firstNa) { try TIFFImage.write(firstNa, to: $0, voxelSize: pixel) }
        var counts = Array(repeating: 0, count: layers + 1)
        for layer in firstNa.values where layer > 0 { counts[Int(layer)] += 1 }
        var covered = 0
        var lines = [PhantomFile.curveHeader]
        for (layer, count) in counts.enumerated() {
            covered += count
            lines.append("\(layer),\(fixed(Double(covered) / Double(firstNa.count), 6))")
        }
        try folder.write(lines.joined(separator: "\n") + "\n", to: PhantomFile.curve)
    }

    /// Writes the phantom as a folder that appears whole or not at all; a phantom in its place is replaced.
    ///
    /// - Parameters:
    ///   - path: the folder.
    ///   - voxelSize: written into the TIFFs; nil writes none.
    ///   - layers: of the true first-Na map and the curve.
    /// - Throws: `SimstripError` of kind `usage` where the electrode has fewer layers, of kind `output`.
    public func write(to path: String, voxelSize: VoxelSize?, layers: Int = 15) throws {
        let folder = try OutputFolder(path, for: .phantom)
        try write(
            into: folder, voxelSize: voxelSize, layers: layers, threads: availableCores(), progress: nil)
        try folder.publish()
    }

    private func writeSlices(
        into folder: OutputFolder, voxelSize: VoxelSize?, threads: Int, progress: ProgressHandler?
    ) throws {
        let names = (0..<shape.slices).map(PhantomFile.slice)
        // Their folder is there before several threads write into it.
        _ = try folder.place(of: names[0])
        let page = VolumeShape(slices: 1, rows: shape.rows, columns: shape.columns)
        _ = try concurrentAccumulate(
            taskCount: shape.slices, threads: threads,
            makeAccumulator: {
                (makeReader(), AlignedBytes(count: page.count * sampleType.byteCount))
            }
        ) { state, slice in
            try state.0.read(slice: slice, rows: 0..<shape.rows, columns: 0..<shape.columns, into: state.1.buffer)
            try folder.write(to: names[slice]) { path in
                var writer = try TIFFStackWriter(
                    path: path, shape: page, sampleType: sampleType, voxelSize: voxelSize)
                try writer.append(slice: UnsafeRawBufferPointer(state.1.buffer))
                try writer.finish()
            }
            try progress?(ProgressEvent(stage: "writing slices", done: slice + 1, total: shape.slices))
        }
    }

    private func writeLabels(into folder: OutputFolder, voxelSize: VoxelSize?) throws {
        try folder.write(to: PhantomFile.labels) { path in
            var writer = try TIFFStackWriter(path: path, shape: shape, sampleType: .uint8, voxelSize: voxelSize)
            for slice in 0..<shape.slices {
                try truthLabels(slice: slice).withUnsafeBytes { try writer.append(slice: $0) }
            }
            try writer.finish()
        }
    }
}
