/** Boxes in front of rows, and what is done to those who are ticked. */
export const operationsStyle = `
.row-box {
  inline-size: 1.5rem;
  block-size: 1.5rem;
  margin: 0;
  vertical-align: middle;
}

ul.plain {
  margin: 0;
  padding-inline-start: 1.1em;
}
`
