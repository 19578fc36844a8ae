import Foundation

/// A folder that vanishes with the test.
package final class TemporaryFolder {
    /// From the root of the file system.
    package let path: String

    package init() throws {
        path = NSTemporaryDirectory() + "simstrip-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a name in the folder.
    package func file(_ name: String) -> String { path + "/" + name }

    /// The same.
    package func callAsFunction(_ name: String) -> String { file(name) }

    /// Everything below the folder, as relative paths, sorted.
    package func contents() -> [String] {
        (FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []).sorted()
    }

    /// Writes a file and returns its path; its folders are made.
    @discardableResult
    package func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let url = URL(filePath: file(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return file(name)
    }

    /// Writes a text in UTF-8 and returns its path.
    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    /// Makes a subfolder.
    package func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
    }
}
