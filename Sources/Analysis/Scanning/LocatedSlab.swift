import Options
import Segmentation
import VolumeIO
import VoxelCore
import VoxelKernels

/// Where the layers of a scan are.
package struct LocatedSlab: Sendable {
    /// What was measured of every slice.
    package var fieldOfView: FieldOfView
    /// The interface, NaN in every column that is outside.
    package var interface: Interface
    /// How sharp the imaging system is, where the interface was fitted so closely as to show it.
    package var response: EdgeResponse?
    /// The layers.
    package var slab: Slab
    /// What a reader of the result has to know.
    package var warnings: [Warning]

    /// Lays the layers along other heights, as if these had been found.
    ///
    /// - Throws: `SimstripError` where the layers do not fit.
    package mutating func take(heights: Map<Float>, following course: LayerCourse = .surface) throws {
        interface.heights = heights
        slab = try interface.slab(layers: slab.layers, following: course, fieldOfView: fieldOfView)
    }
}

extension Scan {
    /// The first step: finds axis, side and interface, as far as they are not given, and lays the layers.
    ///
    /// - Throws: `SimstripError`, and what `progress` throws.
    package func locate(progress: ProgressHandler? = nil) throws -> LocatedSlab {
        try checkMemory(leastMemory, threads: parameters.threads, for: "a map of this volume")
        var located = try locateByMethod(progress)
        let conflict = Warning(voxelSize: voxelSize, differsFrom: volume)
        located.warnings = volume.warnings + [conflict].compactMap(\.self) + located.warnings
        return located
    }

    private func locateByMethod(_ progress: ProgressHandler?) throws -> LocatedSlab {
        if parameters.segmentation == .labels { return try locateInLabels(progress) }
        let few = try FewValues(in: volume, region: region)
        do {
            var located = try locateInGrey(progress)
            if let few { located.warnings.append(Warning("few_values", few.hint)) }
            return located
        } catch let error as SimstripError where error.kind == .data {
            throw SimstripError.data(error.message + (few.map { "; " + $0.hint } ?? ""))
        }
    }

    private func locateInGrey(_ progress: ProgressHandler?) throws -> LocatedSlab {
        var warnings: [Warning] = []
        let measured = try MeasuredPart(of: grey, storedAs: volume, region: region)
        let fieldOfView = measured.fieldOfView
        warnings += measured.warnings
        if parameters.contrast == .inverted { warnings.append(.invertedContrast) }
        if parameters.segmentation == .markov, parameters.denoising != .none { warnings.append(.denoisingUnused) }
        let geometry = try StrippingGeometry.resolve(
            axis: parameters.axis, electrode: parameters.electrode, in: grey, region: region,
            fieldOfView: fieldOfView, trustsContrast: parameters.contrast == .normal, threads: parameters.threads,
            progress: progress, warn: { warnings.append($0) })
        var region = region
        region[geometry.axis] = fieldOfView.extent(along: geometry.axis, of: region)
        let layers = try layerCount(along: geometry.axis, &warnings)
        _ = try mapLayers(of: layers)
        let map = geometry.axis.ofMap
        _ = try parameters.profileBox?.box(ofRows: region[map.rows].count, columns: region[map.columns].count)
        let memory =
            parameters.segmentation == .markov
            ? try workingMemory(along: geometry.axis, layers: min(layers, region[geometry.axis].count)) : 0
        let found = try interface(geometry, region, fieldOfView, memory: memory, progress)
        var interface = found.interface
        if let cut = Warning(electrodeOf: interface, endsWithin: region) { warnings.append(cut) }
        var slab = try self.slab(layers, above: interface, fieldOfView)
        // The bare method reads the layers once, and counts and reports what is not finite in them.
        let empty =
            readsLayersOnly
            ? []
            : try slab.columnsWithoutData(
                in: grey, measured, threads: parameters.threads, progress: progress)
        if !empty.isEmpty {
            warnings.append(.columnsWithoutData(empty.count, of: slab.insideColumns))
            for column in empty { interface.heights.values[column] = .nan }
            slab = try self.slab(layers, above: interface, fieldOfView)
        }
        for column in 0..<slab.layerStart.count where slab.layerStart.values[column] == Slab.outside {
            interface.heights.values[column] = .nan
        }
        // Windows of some slices, so hardly more is read where only the layers are.
        if let jumps = try Warning(sliceScalingOf: volume, region: region, threads: parameters.threads) {
            warnings.append(jumps)
        }
        return LocatedSlab(
            fieldOfView: fieldOfView, interface: interface, response: found.response, slab: slab, warnings: warnings)
    }

    /// The layers above an interface; where they do not fit because the electrode ends before the region, that is said.
    private func slab(_ layers: Int, above interface: Interface, _ fieldOfView: FieldOfView) throws -> Slab {
        do {
            return try interface.slab(layers: layers, following: parameters.course, fieldOfView: fieldOfView)
        } catch {
            guard error.kind == .usage, interface.region != region else { throw error }
            throw SimstripError.usage(error.message + "; " + interface.end)
        }
    }

    private func interface(
        _ geometry: StrippingGeometry, _ region: VoxelRegion, _ fieldOfView: FieldOfView, memory: Int,
        _ progress: ProgressHandler?
    ) throws -> (interface: Interface, response: EdgeResponse?) {
        switch parameters.interface {
        case .index(let index):
            let interface = try Interface(firstElectrodeVoxel: index, geometry: geometry, region: region)
            try interface.checkElectrolyte(named: "the interface \(index)")
            return (interface, nil)
        case .heightMap(let path):
            let interface = try Interface(
                heightMap: TIFFImage.readFloatMap(path, options: parameters.reading), name: path, geometry: geometry,
                region: region, shape: volume.shape)
            try interface.checkElectrolyte(named: "the height map \(path)")
            return (interface, nil)
        case .automatic:
            let coarse = try Interface.detect(
                in: grey, geometry: geometry, region: region, fieldOfView: fieldOfView, threads: parameters.threads,
                progress: progress)
            // Plain thresholds read their layers alone; the refinement would take longer than they do.
            guard parameters.segmentation == .markov else { return (coarse, nil) }
            let refined = try coarse.refined(
                in: grey, fieldOfView: fieldOfView, memory: memory, threads: parameters.threads, progress: progress)
            return (refined.interface, refined.response)
        }
    }

    /// Whether so much is given that no voxel but those of the layers is needed.
    var readsLayersOnly: Bool {
        guard parameters.segmentation == .threshold, case .value = parameters.naThreshold,
            parameters.voidThreshold != .automatic, parameters.axis != nil, parameters.electrode != nil
        else { return false }
        return parameters.interface != .automatic
    }

    /// The number of layers that is asked for.
    func layerCount(along axis: Axis, _ warnings: inout [Warning]) throws -> Int {
        let layers: Int
        switch parameters.amount {
        case .layers(let count): layers = count
        case .thickness(let thickness):
            guard let edge = voxelSize?[axis] else {
                throw SimstripError.usage(
                    "--thickness is a length, but with --voxel-size voxel there is none; use --layers")
            }
            let exact = thickness.micrometres / edge.micrometres
            layers = exact < 1e9 ? max(1, Int(exact.rounded())) : Int(Int32.max)
            if abs(exact - Double(layers)) > 1e-6 * exact {
                warnings.append(
                    Warning(
                        "thickness_rounded",
                        "\(lengthText(thickness.micrometres)) µm are \(rounded(exact, 3)) layers of"
                            + " \(lengthText(edge.micrometres)) µm; \(layers) whole layers are stripped"))
            }
        }
        guard (1...FirstContact.maximalLayers).contains(layers) else {
            throw SimstripError.usage(
                "\(layers) layers are asked for; a map can tell at most \(FirstContact.maximalLayers) apart")
        }
        return layers
    }
}

extension Interface {
    /// Refuses an interface before which no column has a voxel of SSE in the region.
    fileprivate func checkElectrolyte(named name: String) throws(SimstripError) {
        let range = region[geometry.axis]
        let end = geometry.electrode == .high ? range.lowerBound : range.upperBound - 1
        guard firstElectrodeVoxels.values.allSatisfy({ $0 == Slab.outside || Int($0) == end }) else { return }
        let allowed =
            geometry.electrode == .high
            ? "\(range.lowerBound + 1) to \(range.upperBound - 1)" : "\(range.lowerBound) to \(range.upperBound - 2)"
        throw .usage(
            "\(name) leaves no voxel of SSE: with the electrode \(geometry.electrode.rawValue) along"
                + " \(geometry.axis.rawValue) voxel \(end) is the last on the SSE's side; name a first electrode voxel of"
                + " \(allowed) with --interface, or check --electrode")
    }

    /// Where the electrode ends, in words.
    fileprivate var end: String {
        let (axis, range) = (geometry.axis, region[geometry.axis])
        let place = geometry.electrode == .high ? range.upperBound : range.lowerBound
        return "the electrode (\(geometry.electrode.rawValue) along \(axis.rawValue)) ends at about \(place): what lies"
            + " beyond is of another grey throughout (collector, casing or air) and is not looked at"
    }
}

extension Warning {
    /// Tells that the electrode ends before the region does.
    fileprivate init?(electrodeOf interface: Interface, endsWithin region: VoxelRegion) {
        guard interface.region != region else { return nil }
        self.init("electrode_ends", interface.end)
    }
}
