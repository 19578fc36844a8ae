import Exports
import Options
import Segmentation
import VoxelCore
import VoxelKernels

extension Scan {
    /// What stripping the scan and writing its files is made of, in the order in which it is done.
    ///
    /// It is known before a sample is read: where the axis is still to be found, the shortest one counts as found.
    package var plan: WorkPlan {
        let size = WorkSize(self)
        return WorkPlan(
            stagesOfLocating(size) + stagesOfSegmenting(size) + stagesOfStripping(size)
                + [
                    .init(
                        ScanExports.stage,
                        cost: 0.4 + 1.8e-8 * size.maps + (size.maps > 0 ? 2.8e-8 * size.layerVoxels : 0))
                ])
    }

    // Costs are seconds on two cores, measured on phantoms of 26,000 to 2.6 million columns; their ratios are what counts.

    private func stagesOfLocating(_ size: WorkSize) -> [WorkPlan.Stage] {
        var stages: [WorkPlan.Stage] = []
        if parameters.segmentation == .labels {
            if parameters.axis == nil || parameters.electrode == nil {
                stages.append(.init("finding the stripping axis", cost: 2e-9 * size.voxels))
            }
            return stages + [
                .init("reading the labels", cost: 3e-9 * size.voxels),
                .init("looking for data", cost: 4e-9 * size.layerVoxels),
            ]
        }
        if parameters.axis == nil || parameters.electrode == nil {
            stages.append(.init("finding the stripping axis", cost: 0.1 + 4e-9 * size.voxels))
        }
        if parameters.interface == .automatic {
            stages.append(.init("finding the interface", cost: 5e-9 * size.voxels))
            if parameters.segmentation == .markov {
                stages += [
                    .init("reading the interface", cost: 5e-7 * size.lookedAt),
                    .init("fitting the interface", cost: 5e-5 * size.lookedAt),
                    .init("refining the interface", cost: 3.8e-6 * size.columnsInTiles),
                ]
            }
        }
        return stages + [.init("looking for data", cost: 1.2e-8 * size.layerVoxels)]
    }

    private func stagesOfSegmenting(_ size: WorkSize) -> [WorkPlan.Stage] {
        var stages: [WorkPlan.Stage] = []
        switch parameters.segmentation {
        case .labels: break
        case .threshold:
            let cost = (0.5e-9 + costOfDenoising) * size.voxels
            stages += [
                .init("finding the grey range", cost: findsGreyRange ? cost : 0),
                .init("counting grey values", cost: countsGreyValues ? cost : 0),
            ]
        case .markov:
            let part = min(size.columns, 57_600) * size.fieldDepth
            stages += [
                .init("reading the slab", cost: 5e-7 * size.lookedAt), .init("fitting the phases", cost: 1.5e-6 * part),
                .init("trying simulated scans", cost: 4e-6 * part),
                .init("segmenting", cost: 2.2e-7 * size.columns * size.fieldDepth),
            ]
        }
        if parameters.writesLabels || parameters.minimalDomain > 1 {
            stages.append(.init("labelling", cost: 8e-9 * size.layerVoxels))
        }
        return stages
    }

    private func stagesOfStripping(_ size: WorkSize) -> [WorkPlan.Stage] {
        var stages = [WorkPlan.Stage("stripping", cost: (8e-9 + costOfDenoising) * size.layerVoxels)]
        if parameters.sweepsThresholds {
            stages.append(.init("sweeping thresholds", cost: (8e-9 + costOfDenoising) * size.layerVoxels))
        }
        stages.append(.init("measuring the curve", cost: parameters.band == .auto ? 3e-8 * size.layerVoxels : 0))
        if measuresDomains { stages.append(.init("measuring Na domains", cost: 2e-8 * size.layerVoxels)) }
        if parameters.segmentation != .labels, measuresDomains || parameters.profileBox != nil {
            stages.append(.init("profiling", cost: 2e-8 * min(size.columns, 400_000) * (size.fieldDepth + 31)))
        }
        if parameters.computesDigest {
            stages.append(.init("digesting", cost: 3.2e-9 * size.voxels * Double(volume.sampleType.byteCount)))
        }
        return stages
    }

    private var countsGreyValues: Bool {
        parameters.naThreshold == .automatic || parameters.voidThreshold == .automatic
    }

    private var findsGreyRange: Bool { countsGreyValues && GreyHistogram.needsRange(denoised(grey).sampleType) }

    /// For every voxel that is read through the filter.
    private var costOfDenoising: Double {
        guard parameters.segmentation == .threshold else { return 0 }
        return switch parameters.denoising {
        case .none: 0
        case .median: 1e-9
        case .gaussian(let sigma): 2e-9 + 4e-9 * sigma
        }
    }
}

/// How much there is to be done of a scan.
private struct WorkSize {
    /// Of the region that is looked at.
    let voxels: Double
    /// Of the map, in all.
    let columns: Double
    /// Those that are looked at for what holds for the whole map.
    let lookedAt: Double
    /// Those that are then worked on in tiles.
    let columnsInTiles: Double
    /// Of the layers.
    let layerVoxels: Double
    /// So many voxels of every column the random field has.
    let fieldDepth: Double
    /// Voxels of all maps that are written.
    let maps: Double

    init(_ scan: Scan) {
        let region = scan.region
        let axis = scan.parameters.axis ?? Axis.allCases.min { region[$0].count < region[$1].count } ?? .z
        let (rows, columns) = (region[axis.ofMap.rows].count, region[axis.ofMap.columns].count)
        let layers = min(scan.layerBound(along: axis), region[axis].count)
        let grid = TileGrid(rows: rows, columns: columns, depth: 0, halo: 0)
        let isSingle = grid.tileRows * grid.tileColumns == 1
        voxels = Double(region.shape.count)
        self.columns = Double(rows * columns)
        lookedAt = isSingle ? self.columns : min(self.columns, 57_600)
        columnsInTiles = isSingle ? 0 : self.columns
        layerVoxels = self.columns * Double(layers)
        fieldDepth = Double(layers + 9)
        let written =
            switch scan.parameters.maps {
            case .all: layers + 1
            case .none: 0
            case .some(let chosen): chosen.count
            }
        maps = self.columns * Double(written + 1)
    }
}
