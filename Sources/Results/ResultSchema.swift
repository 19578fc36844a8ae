/// The JSON Schema of result.json and of comparison.json, which lies beside either.
package enum ResultSchema {
    /// The file's name.
    package static let name = "simstrip.schema.json"
    /// What both say of it. Editors look beside a document for what begins with a dot.
    package static let reference = "./" + name
    /// The file.
    package static var json: [UInt8] { PackageResources.simstrip_schema_json }
}
