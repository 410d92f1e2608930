#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An error number of the operating system, in words.
struct SystemError: CustomStringConvertible {
    private let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    var description: String {
        switch number {
        case EACCES, EPERM: "permission denied"
        case ENOENT: "no such file or folder"
        case ENOTDIR: "part of the path is not a folder"
        case EISDIR: "it is a folder"
        case EINVAL: "it is no ordinary file"
        case EEXIST: "it exists"
        case ENOSPC, EDQUOT: "no space left"
        case EROFS: "the file system is read-only"
        case EIO: "the device failed"
        case EMFILE, ENFILE: "too many open files"
        case ELOOP: "too many symbolic links"
        case ENAMETOOLONG: "the name is too long"
        default: "system error \(number)"
        }
    }
}
