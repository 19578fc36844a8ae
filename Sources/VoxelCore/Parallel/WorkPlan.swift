/// What a piece of work is made of: its stages in the order in which they come, each with what it costs beside the others.
///
/// From it follows how much of the whole is done when so much of a stage is. Stages that are left out count as done once a
/// later one is told of; what is told of a stage that is not in the plan moves nothing.
package struct WorkPlan: Sendable, Hashable {
    /// A stage of the work.
    package struct Stage: Sendable, Hashable {
        /// What events call it.
        package let name: String
        /// What it costs, in the unit of all others.
        package let cost: Double

        /// A stage of a cost that is not below 0.
        package init(_ name: String, cost: Double) {
            self.name = name
            self.cost = cost
        }
    }

    /// The stages in their order.
    package let stages: [Stage]

    /// The work that these stages are.
    package init(_ stages: [Stage]) { self.stages = stages }

    /// What all of it costs.
    package var cost: Double { stages.reduce(0) { $0 + $1.cost } }

    /// How much of the whole is done, 0 … 1; nil where the event's stage is not in the plan, or nothing costs anything.
    package func share(at event: ProgressEvent) -> Double? {
        guard cost > 0, let index = stages.firstIndex(where: { $0.name == event.stage }) else { return nil }
        let part = event.total > 0 ? min(1, max(0, Double(event.done) / Double(event.total))) : 1
        let before = stages[..<index].reduce(0) { $0 + $1.cost }
        return min(1, (before + part * stages[index].cost) / cost)
    }

    /// A handler that passes events on with the share of the whole that is done, which never falls.
    package func telling(_ progress: ProgressHandler?) -> ProgressHandler? {
        guard let progress else { return nil }
        let furthest = Guarded(0.0)
        return { event in
            var event = event
            let share = share(at: event)
            event.overall = furthest.withLock { furthest in
                furthest = max(furthest, share ?? 0)
                return furthest
            }
            try progress(event)
        }
    }
}
