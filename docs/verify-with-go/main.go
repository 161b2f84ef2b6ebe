// Checks a log's directory with nothing but Go's own transparency-log packages:
//
//	go run . DIRECTORY VKEY
//
// It opens the signed checkpoint, has every entry's hash proven against the tree that was signed, tile by tile, and does the
// same for each older checkpoint in checkpoint-history. It does not read what the entries say.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Tiles are 256 hashes wide.
const height = 8

func main() {
	if len(os.Args) != 3 {
		fail("usage: go run . DIRECTORY VKEY")
	}
	dir, vkey := os.Args[1], os.Args[2]
	verifier, err := note.NewVerifier(vkey)
	check(err)
	latest := open(filepath.Join(dir, "checkpoint"), verifier)
	fmt.Printf("%s: %d entries, root %v\n", verifier.Name(), latest.N, latest.Hash)

	reader := tlog.TileHashReader(latest, files(dir))
	for i := int64(0); i < latest.N; i++ {
		signed, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, i)})
		check(err)
		if tlog.RecordHash(entry(dir, latest.N, i)) != signed[0] {
			fail(fmt.Sprintf("entry %d is not the one that was signed", i))
		}
	}
	fmt.Printf("all %d entries are in the signed tree\n", latest.N)

	history, err := filepath.Glob(filepath.Join(dir, "checkpoint-history", "*"))
	check(err)
	sort.Strings(history)
	for _, path := range history {
		older := open(path, verifier)
		if older.N == 0 {
			continue
		}
		proof, err := tlog.ProveTree(latest.N, older.N, reader)
		check(err)
		if err := tlog.CheckTree(proof, latest.N, latest.Hash, older.N, older.Hash); err != nil {
			fail(fmt.Sprintf("%s: %v", path, err))
		}
	}
	fmt.Printf("%d older checkpoints are consistent with it\n", len(history))
}

// open checks the signature on a checkpoint and reads its size and root.
func open(path string, verifier note.Verifier) tlog.Tree {
	signed, err := os.ReadFile(path)
	check(err)
	n, err := note.Open(signed, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 3 || lines[0] != verifier.Name() {
		fail(path + " is of another log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err)
	var tree tlog.Tree
	tree.N = size
	copy(tree.Hash[:], root)
	return tree
}

// entry reads one entry out of its bundle: each is two bytes of length, then so many bytes.
func entry(dir string, size, index int64) []byte {
	bundle := tlog.Tile{H: height, L: -1, N: index >> height, W: 1 << height}
	if bundle.N == size>>height {
		bundle.W = int(size & (1<<height - 1))
	}
	path := strings.Replace(bundle.Path(), "tile/8/data/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(dir, path))
	check(err)
	for skip := index & (1<<height - 1); ; skip-- {
		length := int(binary.BigEndian.Uint16(data))
		if skip == 0 {
			return data[2 : 2+length]
		}
		data = data[2+length:]
	}
}

// files gives Go's tile reader the tiles of a directory. Go puts the height into a tile's path, these logs do not.
type files string

func (files) Height() int { return height }

func (files) SaveTiles([]tlog.Tile, [][]byte) {}

func (dir files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(dir), path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func check(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func fail(sentence string) {
	fmt.Fprintln(os.Stderr, sentence)
	os.Exit(1)
}
