import Glibc

/// The number of processors that this process may use; at least 1.
///
/// That is a job's share and not the node's: of the processors in its affinity mask, as many as its control groups grant the
/// time of.
public func availableCores() -> Int {
    let online = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    return max(1, min(coresOfAffinity(in: "/proc/self/status") ?? online, ControlGroups().processors ?? .max))
}

/// The processors in a process's affinity mask, as `sched_getaffinity` counts them; nil where the kernel does not tell.
///
/// The kernel's account of the process is read because that call's declaration is hidden from Swift.
package func coresOfAffinity(in status: String) -> Int? {
    let name = "Cpus_allowed:"
    guard let mask = linesOfSystemFile(status).first(where: { $0.hasPrefix(name) })?.dropFirst(name.count) else {
        return nil
    }
    let cores = mask.reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
    return cores > 0 ? cores : nil
}
