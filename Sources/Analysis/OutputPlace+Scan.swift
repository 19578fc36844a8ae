import Exports
import Options
import Publishing
import VoxelCore

extension OutputPlace {
    /// Makes sure that results there leave alone all that a scan is read from.
    ///
    /// - Parameters:
    ///   - volume: as it was given.
    ///   - parameters: they may name a height map.
    ///   - pattern: the pattern of which the volume is a match.
    ///   - content: what will be written.
    /// - Throws: `SimstripError` of kind `usage`.
    package func check(
        apartFrom volume: String, with parameters: ScanParameters, pattern: String? = nil,
        for content: FolderContent = ScanExports.folder
    ) throws(SimstripError) {
        try check(apartFrom: volume, pattern: pattern, for: content)
        if case .heightMap(let path) = parameters.interface { try check(apartFromFile: path, for: content) }
    }
}
