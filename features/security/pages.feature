Feature: A web page elsewhere gets nothing from a server on this machine
  Every page in a browser on this machine can send requests to it, whoever wrote the page. A server without keys would
  answer them all: a visit to a bad site would read what agents were told, or delete them. So it looks at the host
  that a request names and at the page that sends it, and pages that may use it are named by who operates it.

  @smoke @system @req.SEC-6
  Scenario Outline: [1] What a page elsewhere sends is refused at every endpoint: <what>
    Given a server
    When Mallory tries every documented endpoint with <headers>
    Then every endpoint refused her with <status>

    Examples:
      | what                             | headers                                                                     | status |
      | a script's request               | {"Origin": "https://evil.example"}                                          | 403    |
      | a form's                         | {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"} | 403 |
      | an image's, which names no page  | {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}               | 403    |
      | a page's of another port here    | {"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site"}          | 403    |
      | a sandboxed page's               | {"Origin": "null"}                                                          | 403    |
      | two pages' at once               | {"Origin": "http://127.0.0.1, https://evil.example"}                        | 403    |
      | a page's whose name is rebound   | {"Host": "evil.example:8000", "Origin": "http://evil.example:8000", "Sec-Fetch-Site": "same-origin"} | 421 |
      | an address that is not here      | {"Host": "192.0.2.7:8000", "Origin": "http://192.0.2.7:8000"}               | 421    |

  @system @req.SEC-6
  Scenario Outline: [2] What no page elsewhere sends is answered: <what>
    Given a server
    When Ada tries every documented endpoint with <headers>
    Then no endpoint refused her for want of rights

    Examples:
      | what                      | headers                                                                                        |
      | a program's               | {}                                                                                             |
      | an address that was typed | {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}                                       |
      | the server's own page's   | {"Host": "localhost:8000", "Origin": "http://localhost:8000", "Sec-Fetch-Site": "same-origin"} |

  @system @req.SEC-6
  Scenario: [3] By default no page gets leave to send what a form could not
    Given a server
    When a page of "https://evil.example" asks for leave to chat
    Then the page gets no leave
    When a page of "https://evil.example" chats without a key
    Then the page is answered with 403, and may not read it

  @system @req.SEC-6
  Scenario: [4] A page that was named may send and read, and no other
    Given a server "pages of an app"
    When a page of "https://app.example" asks for leave to chat
    Then the page gets leave
    When a page of "https://app.example" chats without a key
    Then the page is answered with 200, and may read it
    And caches are told that the answer is the page's own
    When a page of "https://app.example.evil.example" asks for leave to chat
    Then the page gets no leave
    When a page of "http://app.example" chats without a key
    Then the page is answered with 403, and may not read it

  @system @req.SEC-6 @req.SEC-1
  Scenario: [5] With keys, its browser asks without one, and is told why a key is refused
    Given a server "any page, with keys"
    When a page of "https://app.example" asks for leave to chat
    Then the page gets leave
    When a page of "https://app.example" chats without a key
    Then the page is answered with 401, and may read it
    When a page of "https://app.example" chats with Ada's key
    Then the page is answered with 200, and may read it
    And nothing that its browser adds counts

  @system @req.SEC-6 @req.SEC-1
  Scenario: [6] With keys and no page named, a page gets no leave, and reads nothing
    Given a server "keys"
    When a page of "https://evil.example" asks for leave to chat
    Then the page gets no leave
    When a page of "https://evil.example" chats with Ada's key
    Then the page is answered with 200, and may not read it

  @system @req.SEC-6
  Scenario Outline: [7] Pages that can't be named are not: <why>
    When Olive tries to start a server "<profile>"
    Then it ends with exit code 2
    And it says "allowed_origins" on stderr

    Examples:
      | why                            | profile                 |
      | every page, and no key needed  | any page, without keys  |
      | pages that have no name        | nameless pages          |
      | an address with a path         | pages of a path         |
