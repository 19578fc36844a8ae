import FoundationEssentials
import VoxelCore

/// What a replacement consists of, for whoever has to go on with it.
struct ReplacementJournal: Codable {
    /// The seal, by which the kind of result is known.
    let seal: String
    /// The files of the former result.
    let former: Set<String>
    /// The files of the new one.
    let written: Set<String>

    init(seal: String, former: Set<String>, written: Set<String>) {
        (self.seal, self.former, self.written) = (seal, former, written)
    }

    /// The journal in a staging folder; nil where there is none, or a damaged one.
    init?(in staging: String) {
        guard let bytes = RegularFile.contents(Self.path(in: staging)),
            let journal = try? JSONDecoder().decode(Self.self, from: Data(bytes))
        else { return nil }
        self = journal
    }

    /// Where the journal of a staging folder lies.
    static func path(in staging: String) -> String { "\(staging)/journal" }

    /// Whether a staging folder holds files that have left their place, or may hold some.
    static func lies(in staging: String) -> Bool { FileKind(of: path(in: staging)) != nil }

    /// The files of both results where a replacement is under way in an output, or was killed; nil where none was.
    static func files(in output: String, for content: FolderContent) -> Set<String>? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
        let own = names.filter(StagingFolder.isOne).compactMap { Self(in: "\(output)/\($0)") }.filter {
            $0.isOf(content)
        }
        return own.isEmpty ? nil : own.reduce(into: []) { $0.formUnion($1.former.union($1.written)) }
    }

    /// Writes it beside its place.
    func draft(in staging: String) throws -> String {
        let draft = "\(staging)/draft"
        try JSONEncoder().encode(self).write(to: URL(filePath: draft))
        return draft
    }

    /// Whether it is that of such a folder: anybody may have put a journal there, and it moves files.
    func isOf(_ content: FolderContent) -> Bool {
        seal == content.seal && former.union(written).allSatisfy { Self.leadsBelow($0) && content.mayHold($0) }
    }

    /// Whether a path leads to somewhere below the folder it is seen from.
    private static func leadsBelow(_ name: String) -> Bool {
        name.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
            !["", ".", ".."].contains(String($0))
        }
    }
}
