import VoxelCore

/// The median of every 3 × 3 × 3 neighbourhood along a row.
///
/// The nine samples of every column of a neighbourhood are sorted once (25 exchanges) and shared by the three
/// neighbourhoods that hold the column. Ranks are then compared among three neighbouring columns, and of the 27 only the
/// 13 that can be the median are formed. They are three ascending chains: two are merged (Batcher 1968, odd–even merge),
/// and the seventh of two ascending chains is a minimum of maxima. There are minima and maxima only, so that the compiler
/// turns both loops into vector instructions; rows with a sample that is not finite are slower.
///
/// A sample that is not finite stays as it is; among the neighbours of another, NaN counts as greater than any number.
///
/// - Parameters:
///   - rows: nine rows of `count + 2` samples: the neighbours in (z, y) order, row 4 the centre, each with one
///     sample more at both ends.
///   - count: the number of medians.
///   - medians: memory for `count` samples of the same type.
/// - Complexity: O(count).
public func median27(rows: RawSamples, count: Int, into medians: UnsafeMutableRawBufferPointer) {
    precondition(rows.count == 9 * (count + 2) && medians.count == count * rows.type.byteCount)
    var kernel = Median27(count: count, medians: medians)
    if rows.type == .uint16 {
        kernel.run(rows.bytes.assumingMemoryBound(to: UInt16.self).span, Shifted.self)
    } else {
        kernel(rows)
    }
}

private struct Median27: SampleKernel {
    let count: Int
    let medians: UnsafeMutableRawBufferPointer

    func run<T: Sample>(_ rows: Span<T>) {
        var notFinite = 0
        for i in rows.indices { notFinite &+= rows[i].isFinite ? 0 : 1 }
        if notFinite == 0 { run(rows, Ascending<T>.self) } else { run(rows, AscendingBeforeNaN<T>.self) }
    }

    @inline(__always)
    func run<O: SampleOrder>(_ rows: Span<O.Element>, _ order: O.Type) {
        let width = count + 2
        withUnsafeTemporaryAllocation(of: O.Key.self, capacity: 9 * width) { ranked in
            rows.withUnsafeBufferPointer { rows in
                guard let rows = rows.baseAddress, let ranked = ranked.baseAddress,
                    let medians = medians.assumingMemoryBound(to: O.Element.self).baseAddress
                else { return }
                sortColumns(of: rows, into: ranked, width, order)
                selectMedians(ranked, centre: rows + 4 * width + 1, into: medians, order)
            }
        }
    }

    /// Sorts the nine samples of every column: the least go to the first of nine rows, the greatest to the last.
    @inline(__always)
    private func sortColumns<O: SampleOrder>(
        of rows: UnsafePointer<O.Element>, into ranked: UnsafeMutablePointer<O.Key>, _ width: Int, _: O.Type
    ) {
        for i in 0..<width {
            let sample = { (k: Int) in O.key(rows[k &* width &+ i]) }
            var (a, b, c, d, e) = (sample(0), sample(1), sample(2), sample(3), sample(4))
            var (f, g, h, k) = (sample(5), sample(6), sample(7), sample(8))
            O.exchange(&a, &d); O.exchange(&b, &h); O.exchange(&c, &f); O.exchange(&e, &k)
            O.exchange(&a, &h); O.exchange(&c, &e); O.exchange(&d, &k); O.exchange(&f, &g)
            O.exchange(&a, &c); O.exchange(&b, &d); O.exchange(&e, &f); O.exchange(&h, &k)
            O.exchange(&b, &e); O.exchange(&d, &g); O.exchange(&f, &h)
            O.exchange(&a, &b); O.exchange(&c, &e); O.exchange(&d, &f); O.exchange(&g, &k)
            O.exchange(&c, &d); O.exchange(&e, &f); O.exchange(&g, &h)
            O.exchange(&b, &c); O.exchange(&d, &e); O.exchange(&f, &g)
            let store = { (k: Int, sample: O.Key) in ranked[k &* width &+ i] = sample }
            store(0, a); store(1, b); store(2, c); store(3, d); store(4, e)
            store(5, f); store(6, g); store(7, h); store(8, k)
        }
    }

    /// Finds the median of every three neighbouring columns.
    ///
    /// Of rank k (0 … 8) in its column and rank j (0 … 2) among three columns, at least (k + 1)(j + 1) − 1 of 27 are
    /// no greater and (9 − k)(3 − j) − 1 no smaller; with more than 13 of either it cannot be the median. What is left
    /// are the greatest of ranks 0 to 3, the middle ones of ranks 2 to 6 and the least of ranks 5 to 8.
    @inline(__always)
    private func selectMedians<O: SampleOrder>(
        _ ranked: UnsafePointer<O.Key>, centre: UnsafePointer<O.Element>,
        into medians: UnsafeMutablePointer<O.Element>, _: O.Type
    ) {
        let width = count + 2
        for i in 0..<count {
            let rank = { (k: Int) in Triple<O>(ranked + (k &* width &+ i)) }
            let (r2, r3, r5, r6) = (rank(2), rank(3), rank(5), rank(6))
            var (a, b, c, d) = (rank(0).greatest, rank(1).greatest, r2.greatest, r3.greatest)
            var (e, f, g, h) = (r5.least, r6.least, rank(7).least, rank(8).least)
            O.exchange(&a, &e); O.exchange(&b, &f); O.exchange(&c, &g); O.exchange(&d, &h)
            O.exchange(&c, &e); O.exchange(&d, &f)
            O.exchange(&b, &c); O.exchange(&d, &e); O.exchange(&f, &g)
            // Seven of thirteen are no greater than the median: i from one chain and 7 − i from the other.
            var median = O.lesser(g, O.greater(b, r6.middle))
            median = O.lesser(median, O.greater(c, r5.middle))
            median = O.lesser(median, O.greater(d, rank(4).middle))
            median = O.lesser(median, O.greater(e, r3.middle))
            median = O.lesser(median, O.greater(f, r2.middle))
            medians[i] = centre[i].isFinite ? O.sample(median) : centre[i]
        }
    }
}

/// Three neighbours of one rank.
private struct Triple<O: SampleOrder> {
    let first: O.Key
    let second: O.Key
    let third: O.Key

    @inline(__always)
    init(_ start: UnsafePointer<O.Key>) { (first, second, third) = (start[0], start[1], start[2]) }

    @inline(__always) var least: O.Key { O.lesser(O.lesser(first, second), third) }
    @inline(__always) var greatest: O.Key { O.greater(O.greater(first, second), third) }
    @inline(__always) var middle: O.Key {
        O.greater(O.lesser(first, second), O.lesser(O.greater(first, second), third))
    }
}

/// In which order samples are sorted, and as what.
private protocol SampleOrder {
    associatedtype Element: Sample
    associatedtype Key: BitwiseCopyable
    static func key(_ sample: Element) -> Key
    static func sample(_ key: Key) -> Element
    static func isAscending(_ a: Key, _ b: Key) -> Bool
}

/// That of numbers: one instruction finds the lesser or the greater of two.
private enum Ascending<Element: Sample>: SampleOrder {
    @inline(__always) static func key(_ sample: Element) -> Element { sample }
    @inline(__always) static func sample(_ key: Element) -> Element { key }
    @inline(__always) static func isAscending(_ a: Element, _ b: Element) -> Bool { a < b }
}

/// NaN behind every number.
private enum AscendingBeforeNaN<Element: Sample>: SampleOrder {
    @inline(__always) static func key(_ sample: Element) -> Element { sample }
    @inline(__always) static func sample(_ key: Element) -> Element { key }
    @inline(__always) static func isAscending(_ a: Element, _ b: Element) -> Bool { a.precedes(b) }
}

/// UInt16 shifted into Int16: x86-64 without extensions has vector minima of 16 bits for signed numbers only.
private enum Shifted: SampleOrder {
    @inline(__always) static func key(_ sample: UInt16) -> Int16 { Int16(bitPattern: sample ^ 0x8000) }
    @inline(__always) static func sample(_ key: Int16) -> UInt16 { UInt16(bitPattern: key) ^ 0x8000 }
    @inline(__always) static func isAscending(_ a: Int16, _ b: Int16) -> Bool { a < b }
}

extension SampleOrder {
    @inline(__always)
    fileprivate static func lesser(_ a: Key, _ b: Key) -> Key { isAscending(b, a) ? b : a }

    @inline(__always)
    fileprivate static func greater(_ a: Key, _ b: Key) -> Key { isAscending(b, a) ? a : b }

    /// Puts the lesser of two samples into `a` and the greater into `b`.
    @inline(__always)
    fileprivate static func exchange(_ a: inout Key, _ b: inout Key) { (a, b) = (lesser(a, b), greater(a, b)) }
}
