import FoundationEssentials

import Glibc

/// A hidden folder in which results are gathered until they are moved to their place.
///
/// It is locked (flock) for as long as its owner lives, on whatever machine that is; so what a killed process left
/// behind can be told from what is being written.
package final class StagingFolder: Sendable {
    let path: String
    private let lock: Int32
    private static let mark = ".simstrip-"

    /// Makes one.
    ///
    /// - Parameters:
    ///   - parent: the folder it lies in; on the file system of the results' place.
    ///   - name: what its name begins with.
    init(in parent: String, for name: String) throws {
        while true {
            let path = "\(parent)/\(name)\(Self.mark)\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            // Between the two lines before, whoever tidies up may have taken it for a leftover.
            if descriptor < 0, errno == ENOENT { continue }
            guard descriptor >= 0 else { throw SystemFailure(errno) }
            // Where the file system has no locks, leftovers stay; that is all.
            _ = flock(descriptor, LOCK_EX)
            if FileManager.default.fileExists(atPath: path) {
                (self.path, lock) = (path, descriptor)
                return
            }
            close(descriptor)
        }
    }

    /// Removes what was not moved away.
    deinit {
        try? FileManager.default.removeItem(atPath: path)
        close(lock)
    }

    /// Moves the folder itself to a place, and what is there out of existence.
    ///
    /// All bytes are on the disk before. Whatever happens on the way, the place holds the old folder, the new one, or
    /// nothing; never a mixture.
    func moveAsAWhole(to place: String) throws {
        try synchronize()
        let old = path + "-replaced"
        let isReplacing = rename(place, old) == 0
        guard isReplacing || errno == ENOENT else { throw SystemFailure(errno) }
        guard rename(path, place) == 0 else {
            let failure = SystemFailure(errno)
            if isReplacing { rename(old, place) }
            throw failure
        }
        synchronize("\(place)/..")
        // What cannot be removed now is a leftover for the next start.
        if isReplacing { try? FileManager.default.removeItem(atPath: old) }
    }

    /// Moves one of its files to a place, and what is there out of existence.
    func move(_ name: String, to place: String) throws {
        synchronize("\(path)/\(name)")
        guard rename("\(path)/\(name)", place) == 0 else { throw SystemFailure(errno) }
    }

    private func synchronize() throws {
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) { synchronize("\(path)/\(name)") }
        synchronize(path)
    }

    private func synchronize(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Whether a name is that of a staging folder, or of what one has replaced.
    static func isOne(_ name: String) -> Bool {
        guard name.hasPrefix("."), let found = name.firstRange(of: mark) else { return false }
        let rest = name[found.upperBound...]
        let number = rest.hasSuffix("-replaced") ? rest.dropLast("-replaced".count) : rest
        return number.count >= 8 && number.allSatisfy { $0.isHexDigit || $0 == "-" }
    }

    /// Removes the staging folders in a folder whose owners are dead.
    ///
    /// Where the file system has no locks, none is known to be dead and none is removed.
    package static func removeLeftovers(in folder: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where isOne(name) {
            let path = "\(folder)/\(name)"
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(atPath: path) }
            close(descriptor)
        }
    }
}
