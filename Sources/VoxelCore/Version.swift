/// The program and its method.
public enum Simstrip {
    /// The version that results carry. It changes whenever a number could.
    public static let version = "0.3.0"
}
