package pasvport.site;

/** On which connections to the server a PROXY protocol header says who the client is. */
public enum ServerProxy {
  /** On none. */
  OFF,
  /** On control connections. */
  CONTROL,
  /** On control connections and on the data connections that the gateway opens to the server. */
  CONTROL_AND_DATA
}
