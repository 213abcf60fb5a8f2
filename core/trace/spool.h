// Arrays of plain structs that may outgrow memory: the first octets of each lie in memory, the rest in an unnamed
// file of the case's spool, mapped, so that the kernel may write it out and take the memory back. Evidence is never
// mapped; a file of our own, its blocks allocated before they are mapped, cannot fail under the reader.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

namespace sillage::tracing {

/// Octets of the file.
struct SpoolPiece {
    std::int64_t offset = 0;
    std::uint64_t octets = 0;
};

/// The file behind any number of arrays. Without a directory there is none, and arrays stay in memory. Arrays of several
/// threads may grow at once.
class Spool {
public:
    /// memory: octets of all arrays together that may lie in memory for as long as they are needed, beside the first of each:
    /// tables that are read and written here and there cost a file many times their size.
    explicit Spool(std::filesystem::path directory, std::size_t memory = 0) : directory_(std::move(directory)), memory_(memory) {}
    /// The file is to stay, with all of its arrays in it (kept.h). It lies under this name until somebody renames it.
    static std::shared_ptr<Spool> keeping(const std::filesystem::path& file);
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;
    /// Offset of so many octets of the file, fresh ones or such as were given back: whatever lies there. Error when the medium is full.
    std::int64_t take(std::size_t octets);
    /// Nobody maps these any more. A file that keeps its arrays keeps them.
    void give(const std::vector<SpoolPiece>& pieces);
    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// How long the file is.
    [[nodiscard]] std::int64_t octets() const { return used_; }
    [[nodiscard]] bool keeps() const { return !file_.empty(); }
    /// Writes to fresh octets of the file; where.
    SpoolPiece write(const void* octets, std::size_t size);
    /// True: so many octets may lie in memory, until they are given back.
    bool takeMemory(std::size_t octets);
    void giveMemory(std::size_t octets) { memory_ += octets; }

private:
    void open();
    bool takeBack(std::size_t octets, std::size_t to, std::int64_t& offset);
    std::filesystem::path directory_, file_;
    std::mutex mutex_;  ///< of the file
    std::vector<SpoolPiece> back_;  ///< given back
    int descriptor_ = -1;
    std::int64_t used_ = 0;
    std::atomic<std::size_t> memory_;
};

/// A range of addresses that never moves and is filled from the front.
class SpoolRange {
public:
    explicit SpoolRange(std::shared_ptr<Spool> spool) : spool_(std::move(spool)) {}
    SpoolRange(SpoolRange&& other) noexcept { swap(other); }
    SpoolRange& operator=(SpoolRange&& other) noexcept {
        swap(other);
        return *this;
    }
    ~SpoolRange();
    [[nodiscard]] std::byte* base() const { return base_; }
    [[nodiscard]] std::size_t provided() const { return provided_; }
    /// Makes the first octets usable. Error when there is no room.
    void provide(std::size_t octets);
    [[nodiscard]] const std::shared_ptr<Spool>& spool() const { return spool_; }
    /// Where the octets lie in the file.
    [[nodiscard]] const std::vector<SpoolPiece>& pieces() const { return pieces_; }
    /// What lies in pieces of a file: seen here, and what is changed here stays here. Only while nothing is provided.
    void restore(int descriptor, const std::vector<SpoolPiece>& pieces);

private:
    void reserve();
    void swap(SpoolRange& other) noexcept {
        std::swap(spool_, other.spool_);
        std::swap(base_, other.base_);
        std::swap(provided_, other.provided_);
        std::swap(taken_, other.taken_);
        std::swap(pieces_, other.pieces_);
    }
    std::shared_ptr<Spool> spool_;
    std::byte* base_ = nullptr;
    std::size_t provided_ = 0;
    std::size_t taken_ = 0;  ///< of the spool's memory
    std::vector<SpoolPiece> pieces_;
};

/// Like a vector of T; references stay valid while it grows.
template <typename T>
class SpoolVector {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

public:
    explicit SpoolVector(std::shared_ptr<Spool> spool = nullptr) : range_(std::move(spool)) {}
    SpoolVector(SpoolVector&& other) noexcept : range_(std::move(other.range_)), size_(std::exchange(other.size_, 0)) {}
    SpoolVector& operator=(SpoolVector&& other) noexcept {
        range_ = std::move(other.range_);
        std::swap(size_, other.size_);
        return *this;
    }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    T& operator[](std::size_t i) { return data()[i]; }
    const T& operator[](std::size_t i) const { return data()[i]; }
    T* begin() { return data(); }
    T* end() { return data() + size_; }
    const T* begin() const { return data(); }
    const T* end() const { return data() + size_; }
    T& back() { return data()[size_ - 1]; }
    [[nodiscard]] const T& back() const { return data()[size_ - 1]; }
    T& push_back(const T& value) {
        const T kept = value;  // may lie in this array
        room(size_ + 1);
        return *new (data() + size_++) T(kept);
    }
    void append(const T* values, std::size_t count) {
        room(size_ + count);
        std::uninitialized_copy_n(values, count, data() + size_);
        size_ += count;
    }
    /// Room for so many more, whose values are not defined yet; where they begin.
    T* extend(std::size_t count) {
        room(size_ + count);
        size_ += count;
        return data() + size_ - count;
    }
    void assign(std::size_t count, const T& value) {
        room(count);
        std::uninitialized_fill_n(data(), count, value);
        size_ = count;
    }
    void shrink(std::size_t count) { size_ = count; }
    void clear() { size_ = 0; }
    [[nodiscard]] const std::shared_ptr<Spool>& spool() const { return range_.spool(); }
    [[nodiscard]] const std::vector<SpoolPiece>& pieces() const { return range_.pieces(); }
    void restore(int descriptor, const std::vector<SpoolPiece>& pieces, std::size_t count) {
        range_.restore(descriptor, pieces);
        size_ = count;
    }

private:
    T* data() { return reinterpret_cast<T*>(range_.base()); }
    const T* data() const { return reinterpret_cast<const T*>(range_.base()); }
    void room(std::size_t count) {
        if (count * sizeof(T) > range_.provided()) range_.provide(count * sizeof(T));
    }
    SpoolRange range_;
    std::size_t size_ = 0;
};

}  // namespace sillage::tracing
