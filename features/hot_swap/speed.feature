Feature: A swap costs what loading the model costs, and no more each time
  Whoever could restart the server instead would do so if a swap took longer; and a server that swaps every hour must be
  after a month what it was on the first day.

  # What loading costs is what the engine of the same swap took for it: at the same moment, on the same machine.
  @alone @system @req.SWP-5
  Scenario: [1] Nobody waits much longer than the model takes to load, whichever of the two comes or leaves first
    Given a fresh server
    When the model is swapped to "variant:another mind" and back in each mode, two times, while two people keep asking
    Then a "side_by_side" swap took at most 1.2 times as long as its engine took to load
    And nobody who asked during a "side_by_side" swap waited longer than 1.2 times that
    And a "drain_first" swap took at most 1.2 times as long as its engine took to load
    And nobody who asked during a "drain_first" swap waited longer than 1.2 times that
    And each of the swaps took less than 30 seconds

  @slow @alone @system @req.SWP-7
  Scenario: [2] Twenty swaps in a row leave nothing behind
    Given a fresh server
    And Ada has said "Hello."
    When Olive swaps to "variant:another mind" and back, two times
    And Olive notes what the server holds
    And Olive swaps to "variant:another mind" and back, ten times
    And Ada says "Hello."
    Then the server holds what it held before
    And its memory has grown by less than 5 percent
    And Ada's answer is what a server that never met the others gives
