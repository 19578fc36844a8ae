/// An interface in sub-voxel precision, and how the imaging system was seen to render it on the way there.
public struct RefinedInterface: Sendable {
    /// The surface.
    public let interface: Interface
    /// How the system renders a sharp edge; nil where the levels around the interface could not be told apart.
    public let response: EdgeResponse?
}
