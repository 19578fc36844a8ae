import CLibCrypto

/// A SHA-256 digest (FIPS 180-4) in the making, by the system's libcrypto.
package struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// The digest of nothing so far.
    ///
    /// - Precondition: libcrypto has SHA-256, which only a build of it that was stripped down lacks.
    package init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            fatalError("libcrypto has no SHA-256, or no memory for it")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Takes in more bytes.
    ///
    /// - Complexity: O(bytes), at about 2 GB/s where the processor has instructions for it.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let isDone = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(isDone == 1, "a digest takes any bytes")
    }

    /// The digest of all bytes as 64 hexadecimal digits.
    package consuming func hexadecimal() -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        let isDone = EVP_DigestFinal_ex(context, &digest, nil)
        precondition(isDone == 1, "a digest ends once")
        return digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        .joined()
    }
}
