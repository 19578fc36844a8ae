import VoxelCore
