import TestSupport
import Testing
import VoxelCore

/// What a job may use of a machine, as the kernel says it.
@Suite struct MachineTests {
    /// A folder with files as the kernel has them.
    private func withFiles(_ files: [String: String], _ body: (_ folder: String) throws -> Void) throws {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(name, text) }
        try body(folder.path)
    }

    @Test func coresAreThoseOfTheAffinityMask() throws {
        try withFiles([
            "job": "Name:\tsimstrip\nCpus_allowed:\t00000000,0000ff00\nCpus_allowed_list:\t8-15\n",
            "large": "Cpus_allowed:\t1,ffffffff,ffffffff\n", "none": "Name:\tsimstrip\n",
        ]) { folder in
            #expect(coresOfAffinity(in: "\(folder)/job") == 8)
            #expect(coresOfAffinity(in: "\(folder)/large") == 65)
            #expect(coresOfAffinity(in: "\(folder)/none") == nil)
            #expect(coresOfAffinity(in: "\(folder)/missing") == nil)
        }
        #expect(coresOfAffinity(in: "/proc/self/status") != nil)
        #expect(availableCores() >= 1)
    }

    @Test func memoryIsThatOfTheTightestGroupOfVersion2() throws {
        try withFiles([
            "cgroup": "0::/slurm/job_7/step_0\n",
            "mount/memory.max": "max\n",
            "mount/slurm/job_7/memory.max": "8000\n", "mount/slurm/job_7/memory.current": "3000\n",
            "mount/slurm/job_7/memory.stat": "anon 1000\ninactive_file 1500\nactive_file 500\n",
            "mount/slurm/job_7/step_0/memory.max": "9000\n", "mount/slurm/job_7/step_0/memory.current": "100\n",
            "mount/slurm/job_7/cpu.max": "250000 100000\n", "mount/slurm/job_7/step_0/cpu.max": "max 100000\n",
        ]) { folder in
            let groups = ControlGroups(membership: "\(folder)/cgroup", root: "\(folder)/mount")
            #expect(groups.spareMemory == 8000 - (3000 - 1500 - 500))
            #expect(groups.processors == 3)
        }
    }

    @Test func memoryIsThatOfTheTightestGroupOfVersion1() throws {
        try withFiles([
            "cgroup": "12:cpu,cpuacct:/job_7\n4:memory:/slurm/job_7\n1:name=systemd:/init\n",
            "mount/memory/slurm/job_7/memory.limit_in_bytes": "5000\n",
            "mount/memory/slurm/job_7/memory.usage_in_bytes": "6000\n",
            "mount/memory/slurm/job_7/memory.stat":
                "inactive_file 9\ntotal_inactive_file 1500\ntotal_active_file 500\n",
            "mount/cpu/job_7/cpu.cfs_quota_us": "200000\n", "mount/cpu/job_7/cpu.cfs_period_us": "100000\n",
            "mount/cpu/cpu.cfs_quota_us": "-1\n", "mount/cpu/cpu.cfs_period_us": "100000\n",
        ]) { folder in
            let groups = ControlGroups(membership: "\(folder)/cgroup", root: "\(folder)/mount")
            #expect(groups.spareMemory == 1000)
            #expect(groups.processors == 2)
        }
    }

    @Test func withoutGroupsNothingIsLimited() throws {
        try withFiles(["cgroup": "0::/\n"]) { folder in
            let groups = ControlGroups(membership: "\(folder)/cgroup", root: "\(folder)/mount")
            #expect(groups.spareMemory == nil)
            #expect(groups.processors == nil)
        }
        #expect(availableMemory() >= 1)
    }
}
