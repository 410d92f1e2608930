import CZlib

/// Gzip (RFC 1952) through zlib: the only C of this module.
enum Gzip {
    /// What became of compressed bytes.
    enum Expansion {
        /// The content.
        case bytes([UInt8])
        /// The content is longer than allowed; expanding stopped there.
        case tooLong
        /// Not gzip, damaged, cut off, or followed by other bytes.
        case malformed
    }

    private static let chunkByteCount = 65_536

    /// Compresses; the header names no time, file or machine, so equal bytes give equal results.
    static func compress(_ bytes: [UInt8]) -> [UInt8] {
        precondition(bytes.count <= Int(Int32.max), "zlib counts in 32 bits")
        var stream = unsafe z_stream()
        let status = unsafe tzlib_gzip_deflate_init(&stream)
        precondition(status == Z_OK, "zlib could not start")
        defer { unsafe deflateEnd(&stream) }
        let bound = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
        var input = bytes
        let output = unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            unsafe input.withUnsafeMutableBufferPointer { source in
                unsafe stream.next_in = source.baseAddress
                unsafe stream.avail_in = UInt32(source.count)
                unsafe stream.next_out = buffer.baseAddress
                unsafe stream.avail_out = UInt32(bound)
                let status = unsafe deflate(&stream, Z_FINISH)
                precondition(status == Z_STREAM_END, "zlib's own bound was too small")
            }
            count = unsafe bound - Int(stream.avail_out)
        }
        return output
    }

    /// Expands one gzip member that is all of `compressed`, to at most `byteCountMax` bytes.
    ///
    /// Memory grows with the content, never beyond the limit and one chunk.
    static func expand(_ compressed: [UInt8], byteCountMax: Int) -> Expansion {
        guard compressed.count <= Int(Int32.max) else { return .malformed }
        var stream = unsafe z_stream()
        let status = unsafe tzlib_gzip_inflate_init(&stream)
        precondition(status == Z_OK, "zlib could not start")
        defer { unsafe inflateEnd(&stream) }
        var input = compressed
        var content: [UInt8] = []
        return unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe stream.next_in = source.baseAddress
            unsafe stream.avail_in = UInt32(source.count)
            while true {
                var status: Int32 = Z_OK
                let chunk = unsafe [UInt8](unsafeUninitializedCapacity: chunkByteCount) {
                    buffer, count in
                    unsafe stream.next_out = buffer.baseAddress
                    unsafe stream.avail_out = UInt32(chunkByteCount)
                    status = unsafe inflate(&stream, Z_NO_FLUSH)
                    count = unsafe chunkByteCount - Int(stream.avail_out)
                }
                guard content.count + chunk.count <= byteCountMax else { return .tooLong }
                content += chunk
                if status == Z_STREAM_END {
                    return unsafe stream.avail_in == 0 ? .bytes(content) : .malformed
                }
                guard status == Z_OK, !chunk.isEmpty else { return .malformed }
            }
        }
    }
}
