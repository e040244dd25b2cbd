Feature: What is said of speed can be measured again
  A figure of speed is worth what it takes to see it again on a machine of one's own. A bench that leaves out whom it
  is compared with, or says another figure than its rounds came to, would be believed for the wrong reason.

  @slow @alone @system @req.CLI-2
  Scenario: [1] A quick bench tells what everybody came to, in data, in words and in a picture
    When Olive runs "assay bench --quick --json" in a folder of her own, which may take 10 minutes
    Then stdout is one envelope of "bench" that says "ok"
    And it tells how fast each of these is at 1, 5 and 16 streams: "in-process, assay, mlx_lm server"
    And each figure is the middle one of its rounds, and Assay lost no stream in any
    And her folder holds the same as "bench.json", and what is read or looked at: "bench.md, bench.svg, bench.png"
