import Testing
import simstrip

/// The line of progress, and the time that is left.
@Suite struct ProgressLineTests {
    private let line = ProgressLine(share: 0.62, doing: "segmenting", elapsed: 41, left: 25)

    @Test func itSaysWhatIsDoneAndForHowLong() {
        #expect(line.text(columns: 80) == "[#########-------]  62 % · segmenting · 0:41, about 0:25 left")
        var early = line
        early.left = nil
        #expect(early.text(columns: 80) == "[#########-------]  62 % · segmenting · 0:41")
    }

    @Test func itFitsAnyTerminal() {
        for columns in 0...200 {
            for share in [0, 0.004, 0.5, 0.999, 1] {
                let line = ProgressLine(share: share, doing: "B: trying simulated scans", elapsed: 4_000, left: 8_100)
                let text = line.text(columns: columns)
                #expect(text.count < max(1, columns), "\(columns): \(text)")
                #expect(columns < 6 || text.contains(" %"), "\(columns): \(text)")
            }
        }
        #expect(line.text(columns: 40) == "[######----]  62 % · 0:41")
        #expect(line.text(columns: 20) == " 62 %")
    }

    @Test func onlyAllIsAHundredPerCent() {
        let text = { (share: Double) in ProgressLine(share: share, doing: "", elapsed: 0).text(columns: 80) }
        #expect(text(0.9999) == "[###############-]  99 % · 0:00")
        #expect(text(1) == "[################] 100 % · 0:00")
        #expect(text(0) == "[----------------]   0 % · 0:00")
        #expect(text(7) == text(1))
    }

    @Test func timesAreThoseOfClocks() {
        #expect([0, 9.9, 61, 725, 3_750, -3].map(clock) == ["0:00", "0:09", "1:01", "12:05", "1:02:30", "0:00"])
    }

    @Test func whatIsLeftFollowsFromTimeAndShare() {
        var left = TimeLeft()
        #expect(left.estimate(share: 0, elapsed: 0) == nil)
        // Too early to say.
        #expect(left.estimate(share: 0.5, elapsed: 2) == nil)
        #expect(left.estimate(share: 0.01, elapsed: 100) == nil)
        #expect(left.estimate(share: 0.25, elapsed: 10) == 30)
        #expect(left.estimate(share: 0.5, elapsed: 6) == 6)
        #expect(left.estimate(share: 0.1, elapsed: 20) == 180)
        #expect(left.estimate(share: 1, elapsed: 20) == nil)
        // Of a batch that goes on, only what this run has done took its time.
        var resumed = TimeLeft()
        #expect(resumed.estimate(share: 0.9, elapsed: 0) == nil)
        #expect(resumed.estimate(share: 0.95, elapsed: 20) == 20)
    }
}
