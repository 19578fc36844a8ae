/// Simulated stripping of solid-state batteries imaged by X-ray tomography: everything a program needs, in one import.
@_exported import Analysis
@_exported import Exports
@_exported import MapMeasures
@_exported import Options
@_exported import Phantom
@_exported import Results
@_exported import Segmentation
@_exported import Stripping
@_exported import VolumeIO
@_exported import VoxelCore
