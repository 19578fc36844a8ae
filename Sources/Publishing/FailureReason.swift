import FoundationEssentials
import VoxelCore

extension OutputFolder {
    /// The system's words as they stand behind a colon.
    static func withinSentence(_ words: String) -> String { words.prefix(1).lowercased() + words.dropFirst() }

    /// The system's reason in a few words.
    static func reason(_ error: any Error) -> String {
        if let system = error as? SystemFailure { return system.description }
        guard let cocoa = error as? CocoaError else { return "\(error)" }
        switch cocoa.code {
        case .fileWriteNoPermission, .fileReadNoPermission: return "permission denied"
        case .fileWriteOutOfSpace: return "no space left on the device"
        case .fileWriteVolumeReadOnly: return "the file system is read-only"
        case .fileNoSuchFile, .fileReadNoSuchFile: return "a folder on the way to it does not exist"
        case .fileWriteFileExists: return "a file is in the way"
        case .fileWriteInvalidFileName: return "the name is not valid"
        default:
            let system = (cocoa.underlying as? POSIXError).map { describe(errno: $0.code.rawValue) }
            return system.map(Self.withinSentence) ?? "error \(cocoa.code.rawValue)"
        }
    }
}
