import { startInfluxServer } from "./influx-server.ts";
import { startPostgresServer } from "./postgres-server.ts";

/** Global set-up of the project "servers": one PostgreSQL and one InfluxDB for all its tests, found by `server-stores.ts`. */
export default async function setUp(): Promise<() => Promise<void>> {
  const influx = await startInfluxServer();
  const postgres = await startPostgresServer().catch(async (error: unknown) => {
    await influx.close();
    throw error;
  });
  process.env["TEST_INFLUX_URL"] = influx.url;
  process.env["TEST_POSTGRES_URL"] = postgres.url;
  return async () => {
    await Promise.all([influx.close(), postgres.close()]);
  };
}
