import Glibc
import VoxelCore

/// Memory that is used again: what one slab gives back is taken by the next, and the system clears no page twice.
///
/// For work that goes through many parts of about the same size one after another. Everything is freed with the pool.
package final class BufferPool: Sendable {
    /// Memory on loan.
    struct Block: @unchecked Sendable {
        let bytes: UnsafeMutableRawPointer
        fileprivate let size: Int
    }

    private let free = Guarded<[Block]>([])

    package init() {}

    deinit {
        free.withLock { blocks in
            for block in blocks { munmap(block.bytes, block.size) }
        }
    }

    /// So many bytes, aligned for every sample type.
    ///
    /// The smallest free block that holds them and is not twice as large. Sizes are rounded up to 64 KiB, so that parts of
    /// slightly different extents share blocks.
    func take(_ count: Int) -> Block {
        let size = (count + 0xFFFF) & ~0xFFFF
        let held: Block? = free.withLock { blocks in
            var (best, tooSmall): (Int?, Int?) = (nil, nil)
            for index in blocks.indices {
                let other = blocks[index].size
                if other >= size, other <= 2 * size {
                    if best.map({ other < blocks[$0].size }) ?? true { best = index }
                } else if other < size, 2 * other >= size {
                    if tooSmall.map({ other > blocks[$0].size }) ?? true { tooSmall = index }
                }
            }
            if let best { return blocks.remove(at: best) }
            // What a somewhat smaller part has left makes room.
            if let tooSmall {
                let block = blocks.remove(at: tooSmall)
                munmap(block.bytes, block.size)
            }
            return nil
        }
        if let held { return held }
        // From the system itself, which has it back with the pool: malloc would keep it.
        let bytes = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let bytes, bytes != MAP_FAILED else { fatalError("no memory for \(size) bytes") }
        return Block(bytes: bytes, size: size)
    }

    /// Takes memory back.
    func giveBack(_ block: Block) { free.withLock { $0.append(block) } }
}
