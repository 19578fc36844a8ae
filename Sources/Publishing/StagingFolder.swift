import FoundationEssentials
import VoxelCore

import Glibc

/// A hidden folder in which results are gathered until they are moved to their place.
///
/// It is locked (flock) for as long as its owner lives, on whatever machine that is; so what a killed process left
/// behind can be told from what is being written.
package final class StagingFolder: Sendable {
    private let lock: Int32
    private let place: Guarded<String>
    private static let mark = ".simstrip-"
    /// What the names of locks end with.
    static let lockEnding = mark + "lock"

    /// Makes one.
    ///
    /// - Parameter place: on the file system of the results' place.
    init(in place: StagingPlace) throws {
        while true {
            let path = "\(place.folder)/\(place.prefix)\(Self.mark)\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            // Between the two lines before, whoever tidies up may have taken it for a leftover.
            if descriptor < 0, errno == ENOENT { continue }
            guard descriptor >= 0 else { throw SystemFailure(errno) }
            // Where the file system has no locks, leftovers stay; that is all.
            _ = flock(descriptor, LOCK_EX)
            if FileManager.default.fileExists(atPath: path) {
                lock = descriptor
                self.place = Guarded(path)
                return
            }
            close(descriptor)
        }
    }

    /// One whose owner is dead, taken over; nil where it is being written.
    ///
    /// - Parameter isKnownDead: whether its owner is dead where the file system does not lock folders.
    private init?(leftAt path: String, isKnownDead: Bool) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK && isKnownDead else {
            close(descriptor)
            return nil
        }
        lock = descriptor
        place = Guarded(path)
    }

    /// Removes what was not moved away, but for what a replacement needs that is still to be finished.
    deinit {
        remove()
        close(lock)
    }

    /// The same before its time.
    func remove() {
        let path = self.path
        if !ReplacementJournal.lies(in: path) { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Where it lies.
    var path: String { place.withLock { $0 } }

    /// Moves it to another folder, under the name that it would have had there.
    ///
    /// - Throws: `SystemFailure`; it then stays.
    func move(to other: StagingPlace) throws(SystemFailure) {
        let from = path
        let name = FilePath.last(of: from)
        let number = name.ranges(of: Self.mark).last.map { name[$0.lowerBound...] } ?? ""
        let new = "\(other.folder)/\(other.prefix)\(number)"
        try SystemFailure.check { rename(from, new) }
        place.withLock { $0 = new }
    }

    /// Whether a name is that of a staging folder, of what one has replaced, or of a lock.
    static func isOne(_ name: String) -> Bool {
        guard name.unicodeScalars.first == ".", let found = name.ranges(of: mark).last else { return false }
        if name.hasSuffix(lockEnding) { return true }
        let rest = name[found.upperBound...]
        let number = rest.hasSuffix("-replaced") ? rest.dropLast("-replaced".count) : rest
        return number.count >= 8 && number.allSatisfy { $0.isHexDigit || $0 == "-" }
    }

    /// The staging folders of one output whose owners are dead; they go with their last reference.
    ///
    /// - Parameters:
    ///   - place: where they lie.
    ///   - isLocked: whether the caller has the output's lock: then all others are dead, even where folders cannot be
    ///     locked.
    static func leftovers(in place: StagingPlace, isLocked: Bool) -> [StagingFolder] {
        all(in: place).compactMap { StagingFolder(leftAt: "\(place.folder)/\($0)", isKnownDead: isLocked) }
    }

    /// The names of the staging folders of one output, living and dead.
    static func all(in place: StagingPlace) -> [String] {
        names(in: place.folder).filter { $0.hasPrefix(place.prefix + mark) && isOne($0) && !$0.hasSuffix(lockEnding) }
    }

    /// Removes the staging folders and locks in a folder whose owners are dead, whatever their outputs.
    ///
    /// Where the file system has no locks, none is known to be dead and none is removed.
    package static func removeLeftovers(in folder: String) {
        for name in names(in: folder) where isOne(name) {
            let path = "\(folder)/\(name)"
            if name.hasSuffix(lockEnding) {
                if let lock = try? FileLock(path), !lock.isEffective { lock.leave() }
            } else {
                _ = StagingFolder(leftAt: path, isKnownDead: false)
            }
        }
    }

    private static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
}
