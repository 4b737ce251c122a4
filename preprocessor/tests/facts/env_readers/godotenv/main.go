// Prints what godotenv reads from each file named on the command line, as JSON.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/joho/godotenv"
)

type result struct {
	Values map[string]string `json:"values"`
	Error  string            `json:"error,omitempty"`
}

func read(path string) (found result) {
	defer func() {
		if problem := recover(); problem != nil {
			found = result{Error: fmt.Sprint("panic: ", problem)}
		}
	}()
	values, err := godotenv.Read(path)
	if err != nil {
		return result{Error: err.Error()}
	}
	return result{Values: values}
}

func main() {
	results := []result{}
	for _, path := range os.Args[1:] {
		results = append(results, read(path))
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		panic(err)
	}
}
