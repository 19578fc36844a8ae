import Glibc

/// Where this program lies, from the root of the file system.
///
/// Linux tells; elsewhere, and where it does not, the name by which the program was called.
func programPath() -> String {
    guard let path = realpath("/proc/self/exe", nil) ?? realpath(CommandLine.arguments[0], nil) else {
        return CommandLine.arguments[0]
    }
    defer { free(path) }
    return String(cString: path)
}
