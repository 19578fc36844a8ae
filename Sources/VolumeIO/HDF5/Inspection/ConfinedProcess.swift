import CSpawn
import Glibc
import VoxelCore

/// A program that is run for what it prints, within limits of time and of output.
///
/// Opening a volume is not asynchronous, and is done on threads of all kinds: that of the command, those of a queue, those
/// of tasks. swift-subprocess would make any of them wait for tasks that need a thread themselves.
enum ConfinedProcess {
    /// How a program ended.
    enum Ending: Equatable {
        case exited(Int32)
        case signalled(Int32)
        case tooLate
        case tooMuch
    }

    /// Runs a program with nothing on its input, its errors thrown away, and no file of ours open.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - environment: all of it, as `NAME=value`.
    ///   - seconds: after so many it is killed.
    ///   - mostBytes: when it has printed more it is killed.
    /// - Returns: how it ended, and what it printed until then.
    /// - Throws: `SimstripError` of kind `failed` where it cannot be started.
    static func run(
        _ program: String, _ arguments: [String], environment: [String], seconds: Int, mostBytes: Int
    ) throws(SimstripError) -> (ending: Ending, output: [UInt8]) {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else {
            throw SimstripError(.failed, "cannot run '\(program)': \(describe(errno: errno))")
        }
        defer { close(ends[0]) }
        let process: pid_t
        do {
            defer { close(ends[1]) }
            process = try start(program, arguments, environment: environment, output: ends[1])
        }
        let (output, trouble) = read(from: ends[0], seconds: seconds, mostBytes: mostBytes)
        if trouble != nil { kill(process, SIGKILL) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        if let trouble { return (trouble, output) }
        let signal = status & 0x7F
        return (signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal), output)
    }

    private static func start(
        _ program: String, _ arguments: [String], environment: [String], output: Int32
    ) throws(SimstripError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        let words = ([program] + arguments).map { strdup($0) }
        let variables = environment.map { strdup($0) }
        defer { (words + variables).forEach { free($0) } }
        var process = pid_t()
        let fault = posix_spawn(&process, program, &actions, nil, words + [nil], variables + [nil])
        guard fault == 0 else {
            throw SimstripError(.failed, "cannot run '\(program)': \(describe(errno: fault))")
        }
        return process
    }

    /// What comes through a pipe until it ends, and why it was not read to its end.
    private static func read(from pipe: Int32, seconds: Int, mostBytes: Int) -> ([UInt8], Ending?) {
        let deadline = ContinuousClock.now + .seconds(seconds)
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let left = (deadline - ContinuousClock.now) / .milliseconds(1)
            guard left > 0 else { return (output, .tooLate) }
            var wait = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, Int32(min(left.rounded(.up), 1e6))) > 0 else { continue }
            let count = Glibc.read(pipe, &piece, piece.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return (output, nil) }
            guard output.count + count <= mostBytes else { return (output, .tooMuch) }
            output += piece[..<count]
        }
    }
}
