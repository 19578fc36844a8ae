import Reporting
import Segmentation
import VoxelCore

extension ScanParameters {
    /// Every option as it was asked for, by name, before anything was known of the volume.
    ///
    /// What cannot change a number (threads, the memory limit, progress) is left out, so that equal results are equal
    /// bytes. Two scans with equal requests and equal files have equal results.
    public var request: [String: JSONValue] {
        var values: [ScanOption: JSONValue] = [:]
        values[.voxelSize] =
            switch voxelSize {
            case .fromData: .text("auto")
            case .voxels: .text("voxel")
            case .size(let size): .text(size.micrometres.map { "\($0)um" }.joined(separator: ","))
            }
        values[.axis] = .text(axis?.rawValue ?? "auto")
        values[.electrode] = .text(electrode?.rawValue ?? "auto")
        values[.roi] = .text(roi?.description ?? ":,:,:")
        switch amount {
        case .layers(let count): values[.layers] = .integer(count)
        case .thickness(let thickness): values[.thickness] = .text("\(thickness.micrometres)um")
        }
        values[.interface] =
            switch interface {
            case .automatic: .text("auto")
            case .index(let index): .integer(index)
            case .heightMap(let path): .text(path)
            }
        values[.contrast] = .text(contrast?.rawValue ?? "auto")
        values[.layersFollow] = .text(course.rawValue)
        values[.segmentation] = .text(segmentation.rawValue)
        values[.naThreshold] = JSONValue(naThreshold)
        values[.voidThreshold] = voidThreshold.map { JSONValue($0) } ?? .text("none")
        values[.denoise] =
            switch denoising {
            case .none: .text("none")
            case .median: .text("median")
            case .gaussian(let sigma): .text("gaussian:\(sigma)")
            }
        values[.minDomain] = .integer(minimalDomain)
        values[.maps] =
            switch maps {
            case .all: .text("all")
            case .none: .text("none")
            case .some(let chosen): .list(chosen.map { .integer($0) })
            }
        values[.labels] = .bool(writesLabels)
        values[.digest] = .bool(computesDigest)
        values[.thresholdSweep] = .bool(sweepsThresholds)
        values[.allowGaps] = .bool(reading.allowGaps)
        values[.allowGreyRGB] = .bool(reading.allowGreyRGB)
        values[.channel] = reading.channel.map { .integer($0) } ?? .null
        values[.frame] = reading.frame.map { .integer($0) } ?? .null
        return Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value) })
    }
}

extension JSONValue {
    /// A whole threshold is an integer, as JSON reads it back.
    fileprivate init(_ threshold: ThresholdRequest) {
        switch threshold {
        case .automatic: self = .text("auto")
        case .value(let grey): self = Int(exactly: grey).map { .integer($0) } ?? .number(grey)
        }
    }
}
