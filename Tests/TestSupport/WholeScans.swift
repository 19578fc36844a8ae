import Foundation
import Testing

extension Trait where Self == ConditionTrait {
    /// For what strips whole scans with the default method, or has the same bytes for threads and limits of memory on a map of
    /// several tiles: minutes under the address sanitizer, where smaller tests of the same code do. `SIMSTRIP_WHOLE_SCANS=no` leaves it out.
    package static var wholeScans: Self {
        .enabled(
            if: ProcessInfo.processInfo.environment["SIMSTRIP_WHOLE_SCANS"] != "no",
            "SIMSTRIP_WHOLE_SCANS=no leaves whole scans out")
    }
}
