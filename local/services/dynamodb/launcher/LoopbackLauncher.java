import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * Starts DynamoDB Local with three things its own main does not do: it listens on 127.0.0.1 only (its own main listens
 * on every interface, without a password), on a port that the system picks, and it ends by itself, cleanly, when its
 * standard input is closed, that is when the process that started it is gone, however that one died. A lock on the
 * data directory keeps a second one waiting until the first has closed its files.
 *
 * <p>The class file beside this source is what runs, so that a Java runtime without compiler is enough. Made by:
 * javac --release 17 -cp "$L/DynamoDBLocal.jar:$L/DynamoDBLocal_lib/*" LoopbackLauncher.java
 *
 * <p>Arguments: the data directory, then DynamoDB Local's own.
 */
public final class LoopbackLauncher {
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    String[] own = java.util.Arrays.copyOfRange(args, 1, args.length);
    Thread orphanWatch = new Thread(LoopbackLauncher::endWithParent, "orphan-watch");
    orphanWatch.setDaemon(true);
    orphanWatch.start();

    FileChannel lock =
        FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    lock.lock();
    Files.writeString(directory.resolve("pid"), Long.toString(ProcessHandle.current().pid()));

    DynamoDBProxyServer dynamo = ServerRunner.createServerFromCommandLineArgs(own);
    Field field = DynamoDBProxyServer.class.getDeclaredField("server");
    field.setAccessible(true);
    Server jetty = (Server) field.get(dynamo);
    for (Connector connector : jetty.getConnectors()) {
      ((ServerConnector) connector).setHost("127.0.0.1");
      ((ServerConnector) connector).setPort(0);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(dynamo), "stop"));
    dynamo.safeStart();
    System.out.println("\nlistening on " + ((ServerConnector) jetty.getConnectors()[0]).getLocalPort());
    dynamo.join();
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException broken) {
      // a broken pipe says the same as a closed one
    }
    System.exit(0);
  }

  private static void stop(DynamoDBProxyServer dynamo) {
    try {
      dynamo.stop();
    } catch (Exception late) {
      System.err.println("DynamoDB Local did not stop cleanly: " + late);
    }
  }
}
