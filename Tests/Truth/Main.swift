import Phantom
import Segmentation
import Stripping
import VoxelCore

#if canImport(Glibc)
    import Glibc
#endif

/// The error of the whole method on phantoms of known truth.
@main
struct TruthTable {
    static func main() throws {
        var parameters = FieldParameters()
        var (seeds, noises, kinds): (Range<UInt64>, [Double], [PhantomRecipe.Kind]) = (1..<4, [10, 30, 60], [.pristine, .cycled])
        var trueInterface = false
        var size = 160
        for argument in CommandLine.arguments.dropFirst() {
            let parts = argument.split(separator: "=").map(String.init)
            let value = Double(parts[1]) ?? 0
            switch parts[0] {
            case "lateral": parameters.lateralCoupling = value
            case "axial": parameters.axialCoupling = value
            case "balance": parameters.balance = value
            case "error": parameters.modelError = value
            case "blur": parameters.blur = value
            case "gain": parameters.layerGain = value
            case "columns": parameters.fittingColumns = Int(value)
            case "bound": parameters.layerBound = value
            case "fit": parameters.fittingSweeps = Int(value)
            case "count": parameters.countedSweeps = Int(value)
            case "size": size = Int(value)
            case "seeds": seeds = 1..<UInt64(value) + 1
            case "noise": noises = [value]
            case "kind": kinds = [PhantomRecipe.Kind(rawValue: parts[1]) ?? .cycled]
            case "dump": break
            case "truth": trueInterface = true
            default: print("?", argument)
            }
        }
        for noise in noises {
            var errors: [Double] = []
            for kind in kinds {
                for seed in seeds {
                    var recipe = PhantomRecipe(kind: kind, shape: VolumeShape(slices: 72, rows: size, columns: size))
                    recipe.seed = seed * 7 + UInt64(noise)
                    recipe.noise = noise
                    switch seed % 3 {
                    case 0: break
                    case 1:
                        recipe.tilt = .init(rows: 0.013, columns: -0.02)
                        recipe.roughness = 0.6
                    default:
                        recipe.tilt = .init(rows: -0.02, columns: 0.007)
                        recipe.roughness = 1.2
                    }
                    let phantom = try Phantom(recipe)
                    let region = VoxelRegion(phantom.shape)
                    var bytes = [UInt8](repeating: 0, count: phantom.shape.count * phantom.sampleType.byteCount)
                    let reader = phantom.makeReader()
                    let slice = bytes.count / phantom.shape.slices
                    try bytes.withUnsafeMutableBytes { all in
                        for z in 0..<phantom.shape.slices {
                            try reader.read(
                                slice: z, rows: region.rows, columns: region.columns,
                                into: UnsafeMutableRawBufferPointer(rebasing: all[z * slice..<(z + 1) * slice]))
                        }
                    }
                    let volume = MemoryVolume(shape: phantom.shape, type: phantom.sampleType, bytes: bytes)
                    let fieldOfView = FieldOfView.everything
                    let geometry = StrippingGeometry(axis: .z, electrode: .high)
                    let clock = ContinuousClock()
                    let begin = clock.now
                    let coarse = try Interface.detect(
                        in: volume, geometry: geometry, region: region, fieldOfView: fieldOfView, threads: 2)
                    var interface = try coarse.refined(in: volume, threads: 2)
                    if CommandLine.arguments.contains("dump=1") { for r in [3,80] { print((0..<160).map { "\(((interface.heights[r,$0]-phantom.interface[r,$0])*100).rounded()/100)/\(((coarse.heights[r,$0]-phantom.interface[r,$0])*100).rounded()/100)" }.joined(separator: " ")) } }
                    if trueInterface { interface.heights = phantom.interface }
                    let middle = clock.now
                    let slab = try interface.slab(layers: 15, following: .surface, fieldOfView: fieldOfView)
                    let result = try MarkovSegmentation(
                        of: volume, slab: slab, interface: interface, parameters: parameters, threads: 2)
                    let end = clock.now
                    let stripped = try StrippedSlab(stripping: result.labels, slab: slab, findingVoid: false, threads: 2)
                    let truth = phantom.firstNaLayer(layers: 15)
                    var line = ""
                    var worst = 0.0
                    for n in 1...15 {
                        let share = Double(truth.values.count { $0 > 0 && $0 <= n }) / Double(truth.count)
                        let found = Double(stripped.counts[n].sodium) / Double(stripped.insideColumns)
                        let error = 100 * (found - share)
                        worst = max(worst, abs(error))
                        line += "\(error < 0 ? "" : "+")\((error * 10).rounded() / 10) "
                    }
                    errors.append(worst)
                    var (sum, bias, before) = (0.0, 0.0, 0.0)
                    for i in 0..<truth.count {
                        let e = Double(interface.heights.values[i] - phantom.interface.values[i])
                        let f = Double(coarse.heights.values[i] - phantom.interface.values[i])
                        sum += e * e
                        bias += e
                        before += f * f
                    }
                    let n = Double(truth.count)
                    let hundredths = { (x: Double) in (x * 100).rounded() / 100 }
                    print(
                        "\(Int(noise)) \(kind) \(seed): max \(hundredths(worst)) h \(hundredths((before / n).squareRoot()))→\(hundredths((sum / n).squareRoot())) bias \(hundredths(bias / n)) | \(line)| Li \(hundredths(result.levels.lithium)) Na \(hundredths(result.levels.sodium)) SSE \(hundredths(result.levels.electrolyte)) σ \(hundredths(result.levels.noise)) | \(middle - begin) \(end - middle)"
                    )
                }
            }
            errors.sort()
            print("noise \(noise): median \(errors[errors.count / 2]) worst \(errors[errors.count - 1])")
            fflush(nil)
        }
    }
}
