import Options
import Segmentation
import Stripping
import VoxelCore

extension Scan {
    /// The volume as somebody has labelled it.
    ///
    /// - Throws: `SimstripError` of kind `usage` where nobody said what the labels stand for.
    private func labels() throws(SimstripError) -> LabelVolume {
        guard let codes = parameters.codes else {
            throw .usage("--segmentation labels does not know what the labels stand for; add --codes")
        }
        return LabelVolume(volume, codes: codes)
    }

    /// The first step where the volume holds labels: where its SSE ends, and what lies within the layers.
    func locateInLabels(_ progress: ProgressHandler?) throws -> LocatedSlab {
        let (labels, threads) = (try labels(), parameters.threads)
        let geometry = try StrippingGeometry.resolve(
            axis: parameters.axis, electrode: parameters.electrode, in: labels, region: region, threads: threads,
            progress: progress)
        var warnings: [Warning] = []
        let layers = try layerCount(along: geometry.axis, &warnings)
        _ = try mapLayers(of: layers)
        var found = try LabelledInterface(
            of: labels, geometry: geometry, region: region, threads: threads, progress: progress)
        if let without = Warning(columnsWithoutElectrolyte: found) { warnings.append(without) }
        // Along a plane it is the plane that has to leave room.
        if parameters.course == .surface {
            let short = try found.leaveOutColumns(shorterThan: layers)
            if short > 0 { warnings.append(.shortColumns(short, of: found.interface, layers: layers)) }
        }
        var slab = try found.interface.slab(layers: layers, following: parameters.course, fieldOfView: .everything)
        let held = try LabelledLayers(of: labels, slab: slab, threads: threads, progress: progress)
        if labels.codes.isolated == nil, let column = held.firstWithIsolated {
            throw SimstripError.data(isolatedText(held, column, found.interface))
        }
        if !held.columnsOutside.isEmpty {
            warnings.append(.columnsLabelledOutside(held.columnsOutside.count, of: slab.insideColumns))
            for column in held.columnsOutside { found.interface.heights.values[column] = .nan }
            guard found.interface.heights.values.contains(where: \.isFinite) else {
                throw SimstripError.data(
                    "every column is outside: the \(layers) layers behind the SSE meet voxels labelled outside in all of them;"
                        + " ask for fewer with --layers, or check outside in --codes")
            }
            slab = try found.interface.slab(layers: layers, following: parameters.course, fieldOfView: .everything)
        }
        for column in 0..<slab.layerStart.count where slab.layerStart.values[column] == Slab.outside {
            found.interface.heights.values[column] = .nan
        }
        if let phase = labels.codes.isolated, held.isolated > 0 {
            warnings.append(.isolatedElectrolyte(held, as: phase))
        }
        return LocatedSlab(
            fieldOfView: .everything, interface: found.interface, response: nil, slab: slab, warnings: warnings)
    }

    /// The second step where the volume holds labels: they are taken as they are.
    func takeLabels(_ located: LocatedSlab, _ progress: ProgressHandler?) throws -> SegmentedScan {
        let labels = try labels()
        var segmented = SegmentedSlab.byLabels(labels)
        let slab = try labelled(&segmented, located.slab, progress)
        return SegmentedScan(
            shown: labels, content: .phases, anchors: nil, slab: segmented, labels: slab, parameters: parameters)
    }

    private func isolatedText(_ held: LabelledLayers, _ column: Int, _ interface: Interface) -> String {
        let map = interface.geometry.axis.ofMap
        let (rows, columns) = (interface.region[map.rows], interface.region[map.columns])
        let place =
            "\(map.rows.rawValue) = \(rows.lowerBound + column / columns.count),"
            + " \(map.columns.rawValue) = \(columns.lowerBound + column % columns.count)"
        return
            "\(counted(held.isolated, "voxel")) in the layers of \(counted(held.columnsWithIsolated, "column")) are labelled SSE but"
            + " lie beyond the SSE that begins at the column's end (the first column: \(place)); say what they count as with"
            + " isolated=na, isolated=li or isolated=void in --codes, mend the labels, or ask for fewer layers"
    }
}

extension Warning {
    /// Tells of columns in which no layer can begin.
    fileprivate init?(columnsWithoutElectrolyte found: LabelledInterface) {
        let count = found.withoutElectrolyte + found.allElectrolyte
        guard count > 0 else { return nil }
        let geometry = found.interface.geometry
        self.init(
            "columns_without_interface",
            "\(count) of \(found.interface.heights.count) columns are outside and in no coverage: \(found.withoutElectrolyte) have no"
                + " SSE at the \(geometry.electrode == .high ? "low" : "high") end along \(geometry.axis.rawValue),"
                + " \(found.allElectrolyte) are SSE throughout")
    }

    /// Tells of columns whose layers leave the volume.
    fileprivate static func shortColumns(_ count: Int, of interface: Interface, layers: Int) -> Warning {
        Warning(
            "short_columns",
            "\(count) of \(interface.heights.count) columns have fewer than \(counted(layers, "voxel")) between the SSE and the end of"
                + " the volume along \(interface.geometry.axis.rawValue): they are outside and in no coverage; fewer --layers keep"
                + " them")
    }

    /// Tells of columns whose layers leave what was labelled.
    fileprivate static func columnsLabelledOutside(_ count: Int, of all: Int) -> Warning {
        Warning(
            "empty_columns",
            "the layers of \(count) of \(all) columns meet voxels labelled outside: these columns are outside and in no coverage"
        )
    }

    /// Tells what SSE in the layers was taken for.
    fileprivate static func isolatedElectrolyte(_ held: LabelledLayers, as phase: Phase) -> Warning {
        Warning(
            "isolated_electrolyte",
            "\(counted(held.isolated, "voxel")) in the layers of \(counted(held.columnsWithIsolated, "column")) are labelled SSE but lie"
                + " beyond the SSE that begins at the column's end; they count as \(phase.name), as --codes says")
    }
}
