/// A key of a document whose keys are known only as it is read or written.
package struct NamedKey: CodingKey {
    /// The key.
    package let stringValue: String
    /// Never a number.
    package var intValue: Int? { nil }

    /// A key of a name.
    package init(_ name: String) { stringValue = name }
    /// The key of a text.
    package init(stringValue: String) { self.init(stringValue) }
    /// Never a key.
    package init?(intValue: Int) { nil }
}
