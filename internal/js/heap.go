package js

import (
	"math/bits"
	"sync"

	"modernc.org/memory"
)

// arena is the memory of one agent. Everything in it goes at once when the agent is closed, and its chunks serve the
// next agent: fresh pages from the operating system cost more than what most pages' scripts do with them.
//
// Small blocks are cut from chunks, by size class; freed ones wait in a list of their class. Larger ones come from the
// process-wide allocator. In front of each block stands its usable size.
type arena struct {
	chunks    []uintptr
	next, end uintptr // of the chunk that blocks are cut from
	free      [classes]uintptr
	large     map[uintptr]struct{} // headers of the large blocks
}

const (
	chunkSize  = 1 << 20
	keptChunks = 16 // how many chunks wait for the next agent, of all that were used
	headerSize = 16 // keeps blocks aligned

	fine     = 1024      // up to here, classes are 16 bytes apart; above, there are four to each power of two
	maxBlock = 128 << 10 // the largest block that is cut from a chunk
	classes  = fine/16 + (17-10)*4
)

// chunkPool is where chunks and large blocks of all agents come from.
var chunkPool struct {
	sync.Mutex
	memory.Allocator
	spare []uintptr
}

// classOf gives the class of blocks for n bytes, 1 to maxBlock, and their size.
func classOf(n int) (class, size int) {
	if n <= fine {
		class = max(n+15, 16) / 16
		return class - 1, class * 16
	}
	log := bits.Len(uint(n - 1)) // half a power of two < n <= a power of two
	half, step := 1<<(log-1), 1<<(log-3)
	k := (n - half + step - 1) / step
	return fine/16 + (log-11)*4 + k - 1, half + k*step
}

func sizeAt(p uintptr) *int { return (*int)(at(p - headerSize)) }

// usableSize is how many bytes the block at p holds.
func usableSize(p uintptr) int {
	if p == 0 {
		return 0
	}
	return *sizeAt(p)
}

// UintptrMalloc gives a block of at least n bytes, aligned to 16, whose content is arbitrary.
func (h *arena) UintptrMalloc(n int) (uintptr, error) {
	if n < 0 || n > 1<<46 {
		return 0, errMemory
	}
	if n > maxBlock {
		return h.mallocLarge(n)
	}
	class, size := classOf(n)
	if p := h.free[class]; p != 0 {
		h.free[class] = *wordAt(p)
		return p, nil
	}
	if h.end-h.next < uintptr(size+headerSize) {
		if err := h.grow(); err != nil {
			return 0, err
		}
	}
	p := h.next + headerSize
	h.next += uintptr(size + headerSize)
	*sizeAt(p) = size
	return p, nil
}

// grow takes another chunk.
func (h *arena) grow() error {
	chunkPool.Lock()
	defer chunkPool.Unlock()
	var chunk uintptr
	if n := len(chunkPool.spare); n > 0 {
		chunk = chunkPool.spare[n-1]
		chunkPool.spare = chunkPool.spare[:n-1]
	} else {
		var err error
		if chunk, err = chunkPool.UintptrMalloc(chunkSize); err != nil || chunk == 0 {
			return errMemory
		}
	}
	h.chunks = append(h.chunks, chunk)
	h.next, h.end = chunk, chunk+chunkSize
	return nil
}

func (h *arena) mallocLarge(n int) (uintptr, error) {
	chunkPool.Lock()
	p, err := chunkPool.UintptrMalloc(n + headerSize)
	chunkPool.Unlock()
	if err != nil || p == 0 {
		return 0, errMemory
	}
	if h.large == nil {
		h.large = map[uintptr]struct{}{}
	}
	h.large[p] = struct{}{}
	p += headerSize
	*sizeAt(p) = n
	return p, nil
}

// UintptrCalloc is UintptrMalloc with zeros.
func (h *arena) UintptrCalloc(n int) (uintptr, error) {
	p, err := h.UintptrMalloc(n)
	if err == nil {
		clear(bytesAt(p, n))
	}
	return p, err
}

// UintptrFree takes a block back; 0 is none.
func (h *arena) UintptrFree(p uintptr) {
	if p == 0 {
		return
	}
	size := *sizeAt(p)
	if size > maxBlock {
		delete(h.large, p-headerSize)
		chunkPool.Lock()
		_ = chunkPool.UintptrFree(p - headerSize)
		chunkPool.Unlock()
		return
	}
	class, _ := classOf(size)
	*wordAt(p) = h.free[class]
	h.free[class] = p
}

// UintptrRealloc gives a block of at least n bytes with the content of the one at p, which is gone then unless there is
// an error.
func (h *arena) UintptrRealloc(p uintptr, n int) (uintptr, error) {
	if p == 0 {
		return h.UintptrMalloc(n)
	}
	old := *sizeAt(p)
	if n <= old && n > old/2 {
		return p, nil
	}
	q, err := h.UintptrMalloc(n)
	if err != nil {
		return 0, err
	}
	copy(bytesAt(q, min(n, old)), bytesAt(p, min(n, old)))
	h.UintptrFree(p)
	return q, nil
}

// Close gives everything back.
func (h *arena) Close() {
	chunkPool.Lock()
	defer chunkPool.Unlock()
	for p := range h.large {
		_ = chunkPool.UintptrFree(p)
	}
	for _, c := range h.chunks {
		if len(chunkPool.spare) < keptChunks {
			chunkPool.spare = append(chunkPool.spare, c)
		} else {
			_ = chunkPool.UintptrFree(c)
		}
	}
	*h = arena{}
}
