import Drawings
import VoxelCore

extension Phase {
    /// The colour of a phase in pictures and curves: told apart by lightness too, for print and colour-blind eyes.
    var colour: Colour {
        switch self {
        case .outside: Colour(255, 255, 255)
        case .lithium: Colour(46, 64, 87)
        case .sodium: Colour(240, 165, 52)
        case .void: Colour(150, 196, 222)
        case .electrolyte: Colour(190, 186, 178)
        }
    }
}
