/// A colour of 8 bits a channel.
package struct Colour: Hashable, Sendable {
    package let red, green, blue: UInt8

    /// A colour of its channels.
    package init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// A shade of grey.
    package init(grey: UInt8) { self.init(grey, grey, grey) }

    /// As CSS and SVG write it.
    package var css: String { "rgb(\(red) \(green) \(blue))" }
}
