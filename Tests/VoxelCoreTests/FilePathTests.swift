import Testing
import VoxelCore

/// What can be said of a path by its letters alone.
@Suite struct FilePathTests {
    @Test(arguments: [
        ("/a/b/report.html", "/a/b", "report.html"), ("/a/b/report.html", "/a/c/d", "../../b/report.html"),
        ("/a", "/a/b/c", "../.."), ("/x/y", "/", "x/y"), ("/ab/c", "/a", "../ab/c"), ("/a/b", "/a/b", ""),
    ])
    func theWayFromAFolderLeadsToThePath(path: String, folder: String, way: String) {
        #expect(FilePath.relative(path, from: folder) == way)
    }
}
