/// Tracks threaded through the links of all states.
struct TrackThreads {
    let tracks: [PeakTrack]
    let joins: [PeakJoin]

    init(_ fields: [PeakField], _ steps: [PeakStep]) {
        var threads = Threads(fields)
        for (state, step) in steps.enumerated() {
            for (first, partner) in step.linking.partners.enumerated() {
                guard let partner else { continue }
                threads.tie(state, first, to: state + 1, partner.second, confidence: partner.confidence)
            }
            for join in step.merged { threads.merge(join, into: state + 1) }
            for join in step.split { threads.split(join, from: state) }
        }
        for middle in fields.indices.dropFirst().dropLast() {
            let (into, outOf) = (steps[middle - 1].linking, steps[middle].linking)
            let gaps = PeakGaps(
                from: fields[middle - 1], threads.ends(of: middle - 1), to: fields[middle + 1],
                threads.starts(of: middle + 1), into: into, outOf: outOf)
            for link in gaps.links {
                threads.tie(middle - 1, link.first, to: middle + 1, link.second, confidence: link.confidence)
            }
        }
        (tracks, joins) = threads.finished(steps)
    }
}

private struct Threads {
    struct Node: Hashable {
        let state: Int
        let peak: Int
    }
    struct Joined {
        let whole: Node
        let parts: [Node]
        let confidence: Double
    }

    let fields: [PeakField]
    private var next: [Node: (node: Node, confidence: Double)] = [:]
    private var hasBefore: Set<Node> = []
    private var mergers: [Joined] = []
    private var splits: [Joined] = []
    /// Parts that end or begin in a join.
    private var isPart: Set<Node> = []

    init(_ fields: [PeakField]) { self.fields = fields }

    mutating func tie(_ state: Int, _ peak: Int, to other: Int, _ second: Int, confidence: Double) {
        next[Node(state: state, peak: peak)] = (Node(state: other, peak: second), confidence)
        hasBefore.insert(Node(state: other, peak: second))
    }

    mutating func merge(_ join: PeakJoins.Join, into state: Int) {
        let whole = Node(state: state, peak: join.whole)
        let parts = join.parts.map { Node(state: state - 1, peak: $0) }
        if let first = parts.first, !hasBefore.contains(whole) {
            tie(first.state, first.peak, to: state, whole.peak, confidence: join.confidence)
        }
        mergers.append(Joined(whole: whole, parts: Array(parts.dropFirst()), confidence: join.confidence))
        isPart.formUnion(parts.dropFirst())
    }

    mutating func split(_ join: PeakJoins.Join, from state: Int) {
        let whole = Node(state: state, peak: join.whole)
        let parts = join.parts.map { Node(state: state + 1, peak: $0) }
        if let first = parts.first, next[whole] == nil {
            tie(state, whole.peak, to: first.state, first.peak, confidence: join.confidence)
        }
        splits.append(Joined(whole: whole, parts: Array(parts.dropFirst()), confidence: join.confidence))
        isPart.formUnion(parts.dropFirst())
    }

    /// Domains of a state that go nowhere.
    func ends(of state: Int) -> [Int] {
        fields[state].peaks.indices.filter {
            let node = Node(state: state, peak: $0)
            return next[node] == nil && !isPart.contains(node)
        }
    }

    /// Domains of a state that come from nowhere.
    func starts(of state: Int) -> [Int] {
        fields[state].peaks.indices.filter {
            let node = Node(state: state, peak: $0)
            return !hasBefore.contains(node) && !isPart.contains(node)
        }
    }

    func finished(_ steps: [PeakStep]) -> (tracks: [PeakTrack], joins: [PeakJoin]) {
        var numbers: [Node: Int] = [:]
        var courses: [[(node: Node, confidence: Double)]] = []
        for state in fields.indices {
            for peak in fields[state].peaks.indices {
                let start = Node(state: state, peak: peak)
                guard !hasBefore.contains(start) else { continue }
                var course = [(node: start, confidence: 1.0)]
                while let link = course.last.flatMap({ next[$0.node] }) { course.append(link) }
                for step in course { numbers[step.node] = courses.count }
                courses.append(course)
            }
        }
        var (merged, begun): ([Node: Joined], [Node: Joined]) = ([:], [:])
        for join in mergers { for part in join.parts { merged[part] = join } }
        for join in splits { for part in join.parts { begun[part] = join } }
        let tracks = courses.map { course -> PeakTrack in
            var sightings = [PeakTrack.Sighting?](repeating: nil, count: fields.count)
            for (node, confidence) in course {
                sightings[node.state] = .init(peak: fields[node.state].peaks[node.peak], confidence: confidence)
            }
            let (first, last) = (course[0].node, course[course.count - 1].node)
            let beginning =
                begun[first].map { (.split(from: numbers[$0.whole] ?? 0), $0.confidence) }
                ?? start(of: first, steps)
            let end =
                merged[last].map { (.merged(into: numbers[$0.whole] ?? 0), $0.confidence) } ?? end(of: last, steps)
            return PeakTrack(
                sightings: sightings, beginning: beginning.0, beginningConfidence: beginning.1, end: end.0,
                endConfidence: end.1)
        }
        return (tracks, joins(numbers))
    }

    private func joins(_ numbers: [Node: Int]) -> [PeakJoin] {
        func join(_ kind: PeakJoin.Kind, _ joined: Joined, state: Int) -> PeakJoin {
            PeakJoin(
                kind: kind, state: state, whole: numbers[joined.whole] ?? 0,
                parts: joined.parts.map { numbers[$0] ?? 0 }, confidence: joined.confidence)
        }
        let all =
            mergers.map { join(.merger, $0, state: $0.whole.state) }
            + splits.map { join(.split, $0, state: $0.whole.state + 1) }
        return all.enumerated().sorted { ($0.element.state, $0.offset) < ($1.element.state, $1.offset) }.map(\.element)
    }

    private func start(of node: Node, _ steps: [PeakStep]) -> (PeakTrack.Beginning, Double) {
        guard node.state > 0 else { return (.present, 1) }
        let linking = steps[node.state - 1].linking
        guard linking.isSecondSeen[node.peak], !fields[node.state].peaks[node.peak].touchesBorder else {
            return (.unseen, 1)
        }
        return (.appeared, linking.secondAlone[node.peak])
    }

    private func end(of node: Node, _ steps: [PeakStep]) -> (PeakTrack.End, Double) {
        guard node.state < fields.count - 1 else { return (.present, 1) }
        let linking = steps[node.state].linking
        guard linking.isFirstSeen[node.peak], !fields[node.state].peaks[node.peak].touchesBorder else {
            return (.unseen, 1)
        }
        return (.lost, linking.firstAlone[node.peak])
    }
}
