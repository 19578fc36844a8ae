import FoundationEssentials

/// What the log of a task of Slurm tells of why it has no result.
///
/// Slurm itself writes into a task's log when it ends it, with or without accounting, and so on every installation.
package enum TaskLog {
    /// The reason; nil where the log says nothing.
    package static func reason(in log: String) -> String? {
        let lines = log.split(whereSeparator: \.isNewline)
        let says = { (words: [String]) in lines.contains { line in words.contains { line.contains($0) } } }
        if says(["exceeded memory limit", "Exceeded job memory limit", "oom_kill", "oom-kill", "Out Of Memory"]) {
            return
                "its task was ended by Slurm for taking more memory than it was given (out of memory); raise --mem in"
                + " --slurm-options"
        }
        if says(["DUE TO TIME LIMIT"]) {
            return "its task was ended by Slurm at its time limit; raise --time in --slurm-options"
        }
        if says(["DUE TO NODE FAILURE"]) { return "its task was ended by Slurm: the node has failed" }
        if says(["DUE TO PREEMPTION"]) { return "its task was ended by Slurm for another job (preemption)" }
        if says(["CANCELLED AT"]) { return "its task was cancelled" }
        // The last message that is no warning is the command's own reason.
        return lines.last { $0.hasPrefix("simstrip: ") && !$0.hasPrefix("simstrip: warning: ") }
            .map { String($0.dropFirst("simstrip: ".count)) }
    }

    /// The reason that the state of accounting stands for.
    static func reason(ofState state: String) -> String {
        switch state {
        case "TIMEOUT": "its task was ended by Slurm at its time limit; raise --time in --slurm-options"
        case "OUT_OF_MEMORY": "its task was ended by Slurm (out of memory); raise --mem in --slurm-options"
        default: "its task ended in the state \(state)"
        }
    }
}
