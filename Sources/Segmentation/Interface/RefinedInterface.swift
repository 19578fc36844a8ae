/// An interface in sub-voxel precision, and how the imaging system was seen to render it on the way there.
package struct RefinedInterface: Sendable {
    /// The surface.
    package let interface: Interface
    /// How the system renders a sharp edge; nil where the levels around the interface could not be told apart.
    package let response: EdgeResponse?
}
