package js

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestClassOf(t *testing.T) {
	last := -1
	for n := 0; n <= maxBlock; n++ {
		class, size := classOf(n)
		require.Less(t, class, classes, n)
		require.GreaterOrEqual(t, size, n)
		require.LessOrEqual(t, size, max(16, n+15, n+n/4), n)
		again, same := classOf(size)
		require.Equal(t, class, again, "a block goes back to the list it came from (%d)", n)
		require.Equal(t, size, same)
		require.True(t, class == last || class == last+1, n)
		last = class
	}
	assert.Equal(t, classes-1, last, "no class is left over")
}

// No block may overlap another, lose its content, or survive into the next arena's bookkeeping.
func TestArena(t *testing.T) {
	for seed := range uint64(4) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var h arena
		type block struct {
			p    uintptr
			n    int
			fill byte
		}
		var live []block
		check := func(b block) {
			require.GreaterOrEqual(t, usableSize(b.p), b.n)
			require.Zero(t, b.p%16)
			require.Equal(t, bytes.Repeat([]byte{b.fill}, b.n), append([]byte{}, bytesAt(b.p, b.n)...))
		}
		for i := range 6000 {
			n := 1 + rng.IntN(200)
			switch rng.IntN(20) {
			case 0:
				n = rng.IntN(maxBlock * 2)
			case 1:
				n = rng.IntN(8000)
			}
			fill := byte(i)
			switch k := rng.IntN(10); {
			case k < 5 || len(live) == 0:
				p, err := h.UintptrCalloc(n)
				require.NoError(t, err)
				require.Equal(t, make([]byte, n), append([]byte{}, bytesAt(p, n)...))
				live = append(live, block{p, n, fill})
			case k < 7:
				j := rng.IntN(len(live))
				b := live[j]
				check(b)
				p, err := h.UintptrRealloc(b.p, n)
				require.NoError(t, err)
				require.Equal(t, bytes.Repeat([]byte{b.fill}, min(n, b.n)), append([]byte{}, bytesAt(p, min(n, b.n))...))
				live[j] = block{p, n, fill}
				for x := range bytesAt(p, n) {
					bytesAt(p, n)[x] = fill
				}
				continue
			default:
				j := rng.IntN(len(live))
				check(live[j])
				h.UintptrFree(live[j].p)
				live = append(live[:j], live[j+1:]...)
				continue
			}
			b := live[len(live)-1]
			for x := range bytesAt(b.p, b.n) {
				bytesAt(b.p, b.n)[x] = b.fill
			}
		}
		for _, b := range live {
			check(b)
		}
		h.Close()
		assert.Zero(t, h.next)
	}
	assert.LessOrEqual(t, len(chunkPool.spare), keptChunks)
	var h arena
	_, err := h.UintptrMalloc(-1)
	assert.Error(t, err)
	h.UintptrFree(0)
	h.Close()
}

// residentKiB is what the process holds of real memory; 0 where the system does not say.
func residentKiB() int {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, resident int
	fmt.Sscan(string(b), &size, &resident)
	return resident * os.Getpagesize() / 1024
}

// What a memory bomb took is the system's again when its agent is closed, but for the chunks that are kept.
func TestArenaReturnsMemory(t *testing.T) {
	if residentKiB() == 0 {
		t.Skip("this system does not tell how much memory a process holds")
	}
	before := residentKiB()
	for _, size := range []int{1000, 100 << 10, 1 << 20} {
		var h arena
		for range (200 << 20) / size {
			p, err := h.UintptrMalloc(size)
			require.NoError(t, err)
			for i := 0; i < size; i += 512 {
				bytesAt(p, size)[i] = 1
			}
		}
		require.Greater(t, residentKiB()-before, 150<<10)
		h.Close()
		assert.Less(t, residentKiB()-before, (keptChunks+16)<<10, size)
	}
}
