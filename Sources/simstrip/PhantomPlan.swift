import Phantom
import VoxelCore

extension PhantomRecipe {
    /// What making the phantom and writing it is made of; costs are shares of the time that a small one took.
    var plan: WorkPlan {
        guard scanner != nil else { return WorkPlan([.init("writing slices", cost: 1)]) }
        return WorkPlan([
            .init("projecting slices", cost: 0.55), .init("measuring the noise", cost: 0.1),
            .init("reconstructing slices", cost: 0.3), .init("writing slices", cost: 0.05),
        ])
    }
}
