import Glibc
import VoxelCore

/// Asks libhdf5 about files, in a process of its own: `simstrip-hdf5`, within limits that it sets itself.
///
/// libhdf5 has to believe what a file says of itself, and published files crash it. What it finds is numbers to be checked
/// as if they were the file's own; it sees no other file, and this process never runs its code.
struct HDF5Inspector: Sendable {
    private let program: String

    /// On a file system that answers slowly; the processor time is limited by the program itself.
    private static let seconds = 120
    /// Four million chunks, 50 bytes each.
    private static let mostBytes = 256 << 20

    /// The program beside this one, or the one that the environment's `SIMSTRIP_HDF5` names.
    ///
    /// - Throws: `SimstripError` of kind `failed` where there is none.
    init(for file: String) throws(SimstripError) {
        let given = getenv("SIMSTRIP_HDF5").map { String(cString: $0) } ?? ""
        let own = realpath("/proc/self/exe", nil).map { path in
            defer { free(path) }
            return String(cString: path)
        }
        let beside = own.map { FilePath.joined(FilePath.folder(of: $0), "simstrip-hdf5") }
        let places = given.isEmpty ? [beside].compactMap { $0 } : [given]
        guard let found = places.first(where: { access($0, X_OK) == 0 }) else {
            throw SimstripError(
                .failed,
                "'\(file)' is an HDF5 file, and the program that looks into such files is not there:"
                    + " \(places.map { "'\($0)'" }.joined(separator: ", ")). 'make build' makes it (it needs libhdf5-dev);"
                    + " put it beside simstrip, or name it in the environment variable SIMSTRIP_HDF5")
        }
        program = found
    }

    /// What a file holds.
    ///
    /// - Throws: `SimstripError` of kind `data` or `missingInput`.
    func contents(of file: String) throws(SimstripError) -> HDF5Contents {
        let (answer, last) = try ask([file], about: file)
        try refuse(last, file: file, dataset: nil)
        guard let contents = HDF5Contents(answer) else { throw misunderstood(file) }
        return contents
    }

    /// Where the samples of a dataset lie.
    ///
    /// - Parameter gapsAllowed: whether the list goes on behind a chunk that was never written.
    /// - Throws: `SimstripError` of kind `data` or `missingInput`.
    func description(of dataset: String, in file: String, gapsAllowed: Bool) throws(SimstripError) -> HDF5Description {
        let (answer, last) = try ask([file, dataset, gapsAllowed ? "gaps" : "whole"], about: file)
        try refuse(last, file: file, dataset: dataset)
        guard let description = HDF5Description(answer) else { throw misunderstood(file) }
        return description
    }

    private func misunderstood(_ file: String) -> SimstripError {
        SimstripError(
            .failed,
            "'\(program)' gives an answer about '\(file)' that is not understood; install it together with simstrip")
    }

    /// The answer, and its last line.
    private func ask(
        _ arguments: [String], about file: String
    ) throws(SimstripError) -> (HDF5Answer, HDF5Answer.Line) {
        var environment = ["HDF5_USE_FILE_LOCKING=FALSE"]
        // Clusters have their libraries elsewhere.
        if let folders = getenv("LD_LIBRARY_PATH") { environment.append("LD_LIBRARY_PATH=\(String(cString: folders))") }
        let (ending, output) = try ConfinedProcess.run(
            program, arguments, environment: environment, seconds: HDF5Inspector.seconds,
            mostBytes: HDF5Inspector.mostBytes)
        switch ending {
        case .exited(0): break
        case .exited(127):
            throw SimstripError(
                .failed,
                "'\(file)' is an HDF5 file, and libhdf5, which looks into it, cannot be loaded; install it (Debian:"
                    + " libhdf5-103-1)")
        case .signalled(SIGXCPU), .signalled(SIGKILL), .tooLate, .tooMuch:
            throw .data(
                "'\(file)' keeps libhdf5 busy beyond all measure, or lists more than a scan can have; it is damaged, take it"
                    + " from a copy, or export its volume as TIFF slices")
        case .exited, .signalled:
            throw .data(
                "'\(file)' is damaged: libhdf5 broke off while looking into it, within 512 MiB of memory; take it from a copy,"
                    + " or export its volume as TIFF slices")
        }
        guard let answer = HDF5Answer(output) else { throw misunderstood(file) }
        guard let last = answer.last else { throw misunderstood(file) }
        return (answer, last)
    }

    private func refuse(_ line: HDF5Answer.Line, file: String, dataset: String?) throws(SimstripError) {
        var line = line
        guard line.word() == "e", let kind = line.word(), let reason = line.text() else { return }
        let place = dataset.map { "'\($0)' of '\(file)'" } ?? "'\(file)'"
        switch kind {
        case "missing" where dataset == nil: throw .missingInput("cannot open '\(file)': \(reason)")
        case "missing":
            throw .missingInput(
                "there is no dataset \(place) that can be opened (libhdf5: \(reason)); 'simstrip info' with the file alone"
                    + " tells what there is")
        case "external":
            throw .data(
                "\(place) has its samples in a file of another kind beside it, '\(reason)', which is not read; copy it into"
                    + " one file (h5repack), or read that file with --raw")
        case "mapping":
            throw .data(
                "\(place) is put together from parts that are no boxes (\(reason)), which is not read; copy it into one"
                    + " file (h5repack)")
        case "chunks":
            throw .data("\(place) has \(reason) chunks; write it in larger ones (h5repack -l CHUNK=64x64x64)")
        case "data" where reason.contains("version"):
            throw .data(
                "\(place) is written in a form that this machine's libhdf5 does not know (it says: \(reason)), or is damaged;"
                    + " write it for older libraries (h5py: libver='earliest'), or install a newer libhdf5")
        default:
            throw .data(
                "\(place) cannot be read; libhdf5 says: \(reason). If it ends too soon or is damaged, copy it again from where"
                    + " it came, or reconstruct it again")
        }
    }
}
